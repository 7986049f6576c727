import { fileNameOf } from '../../../../protocol/fileNameOf';
import type { StoredRow, TickBody } from '../../../../protocol/journal';
import type { SessionFacts } from '../tables/SessionFacts';
import type { TableRow } from '../tables/Table';
import { epochMs } from './epochMs';
import type { FixedFile, PlacedRow } from './FixedLayout';
import { infoKeysOf, mugColumns } from './mugColumns';
import { episodeKey, type Play } from './playsOf';

/** The file of each play: one per participant and episode, as MUG's stations each wrote their own. */
export function mugEpisodeFiles(plays: readonly Play[]): FixedFile[] {
  return plays.map((play) => ({
    path: pathOf(play),
    rowIs: 'One state of one episode, with the action taken in it and what came of that.',
    columns: mugColumns(play.game, infoKeysOf(play.game, plays)),
  }));
}

const pathOf = ({ game, participant, number }: Play): string =>
  `${fileNameOf(game.scene)}/${participant}_ep${number}.csv`;

/**
 * A running projection of ticks onto states: a row waits for the next tick, whose action was taken in its state. What is
 * left at the end are the last states of episodes that were broken off.
 */
export function startMugEpisodes(
  facts: SessionFacts,
  plays: readonly Play[],
): { push(row: StoredRow): PlacedRow[]; end(): PlacedRow[] } {
  const byEpisode = new Map<string, Play[]>();
  for (const play of plays) {
    const key = episodeKey(play.started.game, play.episode);
    byEpisode.set(key, [...(byEpisode.get(key) ?? []), play]);
  }
  const waiting = new Map<string, TableRow>();
  const place = (key: string, row: TableRow): PlacedRow[] =>
    (byEpisode.get(key) ?? []).map((play) => ({
      path: pathOf(play),
      row: { ...row, episode_num: play.number },
    }));

  return {
    push: (row) => {
      if (row.kind !== 'tick' || row.game === null) return [];
      const key = episodeKey(row.game, row.body.episode);
      const play = byEpisode.get(key)?.[0];
      if (play === undefined) return [];
      const before = waiting.get(key) ?? firstState(play, facts);
      const placed = place(key, { ...before, ...stepOf(row.body, Object.keys(play.game.members)) });
      const state = { t: row.body.tick, timestamp: epochMs(facts, row.atMs) };
      if (play.ended === null || row.body.tick < play.ended.ticks) {
        waiting.set(key, state);
        return placed;
      }
      waiting.delete(key);
      return [...placed, ...place(key, { ...state, ...lastInfos(play) })];
    },
    end: () => {
      const left = [...waiting].flatMap(([key, row]) => place(key, row));
      waiting.clear();
      return left;
    },
  };
}

function firstState({ game, started }: Play, facts: SessionFacts): TableRow {
  const row: TableRow = { t: 0, timestamp: epochMs(facts, started.atMs) };
  const members = Object.entries(game.members);
  if (members.length === 1) return row;
  for (const [agent, member] of members) {
    row[`player_subjects.${agent}`] = 'participant' in member ? member.participant : null;
  }
  return row;
}

function stepOf(body: TickBody, agents: readonly string[]): TableRow {
  const row: TableRow = {};
  for (const agent of agents) {
    row[`actions.${agent}`] = body.actions[agent] ?? null;
    row[`rewards.${agent}`] = body.rewards[agent] ?? null;
    row[`terminateds.${agent}`] = body.terminations[agent] ?? null;
    row[`truncateds.${agent}`] = body.truncations[agent] ?? null;
    row[`wasSpeculative.${agent}`] = false;
  }
  row['terminateds.__all__'] = agents.every((agent) => body.terminations[agent] === true);
  row['truncateds.__all__'] = agents.every((agent) => body.truncations[agent] === true);
  return row;
}

function lastInfos({ ended }: Play): TableRow {
  const row: TableRow = {};
  for (const [agent, info] of Object.entries(ended?.infos ?? {})) {
    if (typeof info !== 'object' || info === null) continue;
    for (const [key, value] of Object.entries(info)) row[`infos.${agent}.${key}`] = value;
  }
  return row;
}
