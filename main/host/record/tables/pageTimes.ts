import { overlapMs } from './foldFacts';
import { shared } from './sharedColumns';
import { column, type Table, type TableRow } from './Table';

/** One row per stay of a participant in a scene. */
export const pageTimes: Table = {
  name: 'page_times',
  rowIs: "One participant's stay in one scene.",
  from: 'events',
  columns: () => [
    shared.session,
    shared.participant,
    shared.seat,
    column('scene_index', 'integer', 'Place of the scene in the study, from 0.'),
    shared.scene,
    column('scene_kind', 'text', 'page, consent, form, quiz, lobby, game or end.'),
    column('entered_at_ms', 'number', 'Session time at which the scene was entered.', 'ms'),
    column('left_at_ms', 'number', 'Session time at which it was left; empty when it never was.', 'ms'),
    column('duration_ms', 'number', 'Time from entering to leaving, pauses included.', 'ms'),
    column('paused_ms', 'number', 'Of it, time in which the session was paused.', 'ms'),
    column('away_ms', 'number', 'Of it, time in which the host was not running.', 'ms'),
    column('reason', 'text', 'How it was left: done, declined, gameOver, gameFailed or timeout.'),
    column('entered_wall', 'time', 'Wall time of the host at entering, ISO 8601 with offset.'),
    column('left_wall', 'time', 'Wall time of the host at leaving.'),
  ],
  project: ({ session, events, seats, study, pauses, absences }) => {
    const kinds = new Map(study.scenes.map((scene) => [scene.id, scene.kind]));
    const rows: TableRow[] = [];
    const open = new Map<string, TableRow & { entered_at_ms: number }>();
    for (const { body, atMs, wall } of events) {
      if (body.type === 'sceneEntered') {
        const row = {
          session,
          participant: body.participant,
          seat: seats.get(body.participant)?.seat ?? null,
          scene_index: body.index,
          scene: body.scene,
          scene_kind: kinds.get(body.scene) ?? null,
          entered_at_ms: atMs,
          left_at_ms: null,
          duration_ms: null,
          paused_ms: null,
          away_ms: null,
          reason: null,
          entered_wall: wall,
          left_wall: null,
        };
        rows.push(row);
        open.set(body.participant, row);
      } else if (body.type === 'sceneLeft') {
        const row = open.get(body.participant);
        if (row === undefined || row['scene'] !== body.scene) continue;
        const fromMs = row.entered_at_ms;
        Object.assign(row, {
          left_at_ms: atMs,
          duration_ms: roundMs(atMs - fromMs),
          paused_ms: roundMs(overlapMs(pauses, fromMs, atMs)),
          away_ms: roundMs(overlapMs(absences, fromMs, atMs)),
          reason: body.reason,
          left_wall: wall,
        });
        open.delete(body.participant);
      }
    }
    return rows;
  },
};

/** Differences of times are told to the microsecond; the digits behind are an artefact of binary fractions. */
export const roundMs = (ms: number): number => Math.round(ms * 1000) / 1000;
