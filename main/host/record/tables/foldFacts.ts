import type { Scene, Study } from '../../../../protocol/study';
import type { EventRow } from '../Journal';
import { findTreatments } from './findTreatments';
import { RecordError } from '../RecordError';
import type { GameFacts, Interval, SeatFacts, SessionFacts } from './SessionFacts';

/**
 * Reads off the events what several tables need.
 * @throws RecordError `record/missing` when no session was ever made in this record
 */
export function foldFacts(events: readonly EventRow[]): SessionFacts {
  const seats = new Map<string, SeatFacts>();
  const games = new Map<string, GameFacts>();
  const pauses: Interval[] = [];
  const absences: Interval[] = [];
  let pausedAtMs: number | null = null;
  let ended = false;
  let created: Extract<EventRow['body'], { type: 'sessionCreated' }> | null = null;
  const endPause = (toMs: number): void => {
    if (pausedAtMs !== null) pauses.push({ fromMs: pausedAtMs, toMs });
    pausedAtMs = null;
  };
  for (const { body } of events) {
    switch (body.type) {
      case 'sessionCreated':
        created ??= body;
        break;
      case 'seatAdded':
        seats.set(body.participant, { participant: body.participant, seat: body.seat, seatedAtMs: body.atMs });
        break;
      case 'gameFormed':
        {
          const { game, scene, group, treatment = null, members } = body;
          games.set(game, { game, scene, group, treatment, members });
        }
        break;
      case 'sessionPaused':
        pausedAtMs ??= body.atMs;
        break;
      case 'sessionResumed':
        endPause(body.atMs);
        break;
      case 'sessionHeld':
        // In a pause it is one already.
        if (pausedAtMs === null) pauses.push({ fromMs: body.fromMs, toMs: body.atMs });
        break;
      case 'sessionRecovered':
        absences.push({ fromMs: Math.max(0, body.atMs - body.gapMs), toMs: body.atMs });
        break;
      case 'sessionEnded':
        endPause(body.atMs);
        ended = true;
        break;
      default:
        break;
    }
  }
  endPause(events.at(-1)?.atMs ?? 0);
  if (created === null) {
    throw new RecordError('record/missing', 'This record holds no session: there is nothing to export.');
  }
  const { session, studyHash, appVersion, wall } = created;
  const study = withoutPrivate(created.study);
  const treatments = findTreatments(events, [...seats.keys()]);
  const told = { session, study, studyHash, appVersion, startedAt: wall, ended, events };
  return { ...told, seats, games, treatments, pauses, absences };
}

/** Forms that ask for names or bank details have no questions here: their answers are not in the journal and get no columns. */
const withoutPrivate = (study: Study): Study => ({
  ...study,
  scenes: study.scenes.map(withoutQuestions),
  ...(study.treatments && {
    treatments: {
      ...study.treatments,
      list: study.treatments.list.map((one) => ({
        ...one,
        scenes: Object.fromEntries(
          Object.entries(one.scenes).map(([id, scene]) => [id, scene && withoutQuestions(scene)]),
        ),
      })),
    },
  }),
});

const withoutQuestions = (scene: Scene): Scene =>
  scene.kind === 'form' && scene.private !== undefined ? { ...scene, survey: {} } : scene;

/** How much of the intervals lies between two times, ms. */
export function overlapMs(intervals: readonly Interval[], fromMs: number, toMs: number): number {
  return intervals.reduce(
    (sum, part) => sum + Math.max(0, Math.min(part.toMs, toMs) - Math.max(part.fromMs, fromMs)),
    0,
  );
}
