import type { StoredRow } from '../../../../protocol/journal';
import { pageTimes } from '../tables/pageTimes';
import type { SessionFacts } from '../tables/SessionFacts';
import { column, type TableRow } from '../tables/Table';
import type { BidsLabels } from './bidsLabels';
import { eventRowsOf } from './eventRowsOf';
import type { FixedFile, PlacedRow } from './FixedLayout';
import { episodeKey, type Play } from './playsOf';

/** A file of the layout, and what its sidecar says beside its columns. */
export type BidsTable = { file: FixedFile; about: Record<string, unknown> };

const onset = column('onset', 'number', 'When it began, by the clock of the host.');
const duration = column('duration', 'number', 'How long it took; 0 for a moment; n/a when its end is not known.');

/** One file per participant: every stay in a scene, in seconds since the session was made. */
export function sceneEventFiles(facts: SessionFacts, labels: BidsLabels): BidsTable[] {
  const stays = eventRowsOf(pageTimes, facts);
  return [...facts.seats.keys()].flatMap((participant) => {
    const mine = stays.filter((row) => row['participant'] === participant);
    if (mine.length === 0) return [];
    return [
      {
        file: {
          path: `${labels.stem(participant, labels.whole)}_events.tsv`,
          rowIs: 'One stay in one scene.',
          columns: [
            onset,
            duration,
            column('trial_type', 'text', 'Id of the scene.'),
            column('scene_kind', 'text', 'Kind of the scene.'),
            column('end_reason', 'text', 'How it was left: done, declined, gameOver, gameFailed or timeout.'),
          ],
          rows: mine.map((row) => ({
            onset: seconds(Number(row['entered_at_ms'])),
            duration: typeof row['duration_ms'] === 'number' ? seconds(row['duration_ms']) : null,
            trial_type: row['scene'],
            scene_kind: row['scene_kind'],
            end_reason: row['reason'],
          })),
        },
        about: aboutTask(facts, `the whole study ${facts.study.name}`, 'Times are since the session was made.'),
      },
    ];
  });
}

const playColumns = [
  onset,
  duration,
  column('trial_type', 'text', 'episode, key_down, key_up, or reward (one that is not 0).'),
  column('value', 'any', 'The physical key (KeyboardEvent.code), or the reward.'),
  column('action', 'any', 'The action that the keys asked for.'),
  column('fate', 'text', 'Of a key: applied, superseded, late, unmapped, outOfTurn or notAllowed.'),
  column('tick', 'integer', 'The step of the game: of a key, the one it went into.'),
];

/** One file per participant and episode. */
export function bidsEventFiles(facts: SessionFacts, plays: readonly Play[], labels: BidsLabels): BidsTable[] {
  return plays.map((play) => ({
    file: { path: pathOf(play, labels), rowIs: 'One event of one episode.', columns: playColumns },
    about: aboutTask(
      facts,
      play.game.scene,
      `Times are since the state after reset. The participant acts for the agent ${play.agent} in game ${play.game.game}.`,
    ),
  }));
}

const pathOf = ({ game, participant, number }: Play, labels: BidsLabels): string =>
  `${labels.stem(participant, labels.task(game.scene))}_run-${number + 1}_events.tsv`;

const aboutTask = ({ appVersion }: SessionFacts, TaskName: string, TaskDescription: string): BidsTable['about'] => ({
  TaskName,
  TaskDescription,
  StimulusPresentation: { SoftwareName: 'Cubicle', SoftwareVersion: appVersion },
});

/** Rows of one file wait here until they can be told in order: a key is written with its tick, and came before it. */
const windowRows = 512;

/** A running projection: the episode, then keys and rewards in the order of their onsets. */
export function startBidsEvents(
  plays: readonly Play[],
  labels: BidsLabels,
): { push(row: StoredRow): PlacedRow[]; end(): PlacedRow[] } {
  const byEpisode = new Map<string, Play[]>();
  const waiting = new Map<string, TableRow[]>();
  for (const play of plays) {
    const key = episodeKey(play.started.game, play.episode);
    byEpisode.set(key, [...(byEpisode.get(key) ?? []), play]);
    waiting.set(pathOf(play, labels), [wholeEpisode(play)]);
  }
  const add = (path: string, row: TableRow): PlacedRow[] => {
    const rows = waiting.get(path) ?? [];
    rows.push(row);
    if (rows.length < windowRows) return [];
    const sorted = sortByOnset(rows);
    waiting.set(path, sorted.slice(windowRows / 2));
    return sorted.slice(0, windowRows / 2).map((one) => ({ path, row: one }));
  };
  return {
    push: (row) => {
      if ((row.kind !== 'tick' && row.kind !== 'input') || row.game === null) return [];
      return (byEpisode.get(episodeKey(row.game, row.body.episode)) ?? []).flatMap((play) => {
        const event = row.kind === 'tick' ? rewardOf(row, play) : keyOf(row, play);
        return event === null ? [] : add(pathOf(play, labels), event);
      });
    },
    end: () => {
      const left = [...waiting].flatMap(([path, rows]) => sortByOnset(rows).map((row) => ({ path, row })));
      waiting.clear();
      return left;
    },
  };
}

function wholeEpisode({ started, ended }: Play): TableRow {
  const took = ended === null ? null : seconds(ended.atMs - started.atMs);
  return { onset: 0, duration: took, trial_type: 'episode' };
}

function rewardOf(row: Extract<StoredRow, { kind: 'tick' }>, play: Play): TableRow | null {
  const value = row.body.rewards[play.agent] ?? 0;
  if (value === 0) return null;
  return { onset: since(play, row.atMs), duration: 0, trial_type: 'reward', value, tick: row.body.tick };
}

function keyOf(row: Extract<StoredRow, { kind: 'input' }>, play: Play): TableRow | null {
  if (row.participant !== play.participant) return null;
  const { tHostMs, down, code, action, fate, tick } = row.body;
  const trial_type = down ? 'key_down' : 'key_up';
  return { onset: since(play, tHostMs), duration: 0, trial_type, value: code, action, fate, tick };
}

const since = ({ started }: Play, atMs: number): number => seconds(atMs - started.atMs);

/** To the microsecond: the digits behind are an artefact of binary fractions. */
const seconds = (ms: number): number => Math.round(ms * 1000) / 1_000_000;

const sortByOnset = (rows: readonly TableRow[]): TableRow[] =>
  [...rows].sort((a, b) => Number(a['onset']) - Number(b['onset']));
