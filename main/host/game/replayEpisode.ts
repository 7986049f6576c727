import type { JointAction, Outcome } from '../../../protocol/environment';
import type { SnapshotBody } from '../../../protocol/journal';
import { type Place, RESET_TIMEOUT_MS, RunnerFault } from './RunnerPool';
import { stepAgain } from './stepAgain';

/** The part of an episode that has been played: enough to play it again. */
export type PlayedEpisode = {
  seed: number;
  actions: JointAction[];
  /** Tick → state hash, where one was taken. */
  hashes: Map<number, string>;
  /** Copies of the state that play may go on from, oldest first. */
  snapshots: Snapshot[];
};

export type Snapshot = Pick<SnapshotBody, 'tick' | 'hash' | 'state'>;

export type Replaying = {
  hashEvery: number;
  /** Agents whose observations somebody reads. */
  obsOf: string[];
  /** The environment's file, to be named when it does not repeat itself. */
  file: string;
  tickHz: number;
};

/**
 * Brings an episode to where it was, in a place where its environment is loaded: from the newest snapshot that gives the state
 * it was taken of, or else from its beginning, by stepping the actions after it again. The outcome is that of its last tick, with whole frames.
 * Rejects with RunnerFault, also when the states are not those that were recorded.
 */
export async function replayEpisode(place: Place, played: PlayedEpisode, options: Replaying): Promise<Outcome> {
  const { obsOf: obs, file } = options;
  const begun = (await restoreNewest(place, played, obs)) ?? {
    tick: 0,
    outcome: await place.call({ op: 'reset', seed: played.seed, obs }, RESET_TIMEOUT_MS),
  };
  let { outcome } = begun;
  const rest = { ...options, actions: played.actions, fromTick: begun.tick, hashLast: false };
  for await (const stepped of stepAgain(place, rest)) {
    outcome = stepped.outcome;
    compareHashes(outcome.hashes ?? {}, played.hashes, file);
  }
  const frames = Object.fromEntries(
    Object.entries(outcome.frames).map(([seer, delta]) => [seer, { ...delta, reset: true }]),
  );
  return { ...outcome, frames };
}

async function restoreNewest(
  place: Place,
  { seed, actions, hashes, snapshots }: PlayedEpisode,
  obs: string[],
): Promise<{ tick: number; outcome: Outcome } | null> {
  for (const { tick, hash, state } of [...snapshots].reverse()) {
    if (tick > actions.length || (hashes.get(tick) ?? hash) !== hash) continue;
    try {
      const outcome = await place.call({ op: 'restore', seed, snapshot: state, obs }, RESET_TIMEOUT_MS);
      if (outcome.hash === hash) return { tick, outcome };
    } catch (cause) {
      // The author's set_state is a short cut; the way from the beginning is always open.
      if (!(cause instanceof RunnerFault) || cause.scope === 'lost') throw cause;
    }
  }
  return null;
}

function compareHashes(found: Record<string, string>, recorded: Map<number, string>, file: string): void {
  for (const [tick, hash] of Object.entries(found)) {
    const before = recorded.get(Number(tick));
    if (before === undefined || before === hash) continue;
    const message = `stepped again, the environment is not in the same state at tick ${tick}. It must depend on its seed and actions alone: no clock, no unseeded random numbers, no order of a set.`;
    throw new RunnerFault({ kind: 'contract', message, file, line: null }, 'author', true);
  }
}
