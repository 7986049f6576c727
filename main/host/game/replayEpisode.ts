import type { JointAction, Outcome } from '../../../protocol/environment';
import { type Place, RunnerFault } from './RunnerPool';

/** The part of an episode that has been played: enough to play it again. */
export type PlayedEpisode = {
  seed: number;
  actions: JointAction[];
  /** Tick → state hash, where one was taken. */
  hashes: Map<number, string>;
};

export type Replaying = {
  hashEvery: number;
  /** Agents whose observations somebody reads. */
  obsOf: string[];
  /** The environment's file, to be named when it does not repeat itself. */
  file: string;
  stepTimeoutMs: number;
};

export const RESET_TIMEOUT_MS = 5000;
/** Ticks stepped per call: the other games of the interpreter get their turns in between. */
const CHUNK = 50;
const TICK_TIMEOUT_MS = 100;

/**
 * Steps an episode again in a place where its environment is loaded. The outcome is that of its last tick, with whole frames.
 * Rejects with RunnerFault, also when the states are not those that were recorded.
 */
export async function replayEpisode(place: Place, played: PlayedEpisode, options: Replaying): Promise<Outcome> {
  const { hashEvery, obsOf: obs, file, stepTimeoutMs } = options;
  let outcome = await place.call({ op: 'reset', seed: played.seed, obs }, RESET_TIMEOUT_MS);
  for (let tick = 0; tick < played.actions.length; tick += CHUNK) {
    const actions = played.actions.slice(tick, tick + CHUNK);
    outcome = await place.call(
      { op: 'steps', actions, fromTick: tick, hashEvery, obs },
      stepTimeoutMs + CHUNK * TICK_TIMEOUT_MS,
    );
    compareHashes(outcome.hashes ?? {}, played.hashes, file);
  }
  const frames = Object.fromEntries(
    Object.entries(outcome.frames).map(([seer, delta]) => [seer, { ...delta, reset: true }]),
  );
  return { ...outcome, frames };
}

function compareHashes(found: Record<string, string>, recorded: Map<number, string>, file: string): void {
  for (const [tick, hash] of Object.entries(found)) {
    const before = recorded.get(Number(tick));
    if (before === undefined || before === hash) continue;
    const message = `stepped again, the environment is not in the same state at tick ${tick}. It must depend on its seed and actions alone: no clock, no unseeded random numbers, no order of a set.`;
    throw new RunnerFault({ kind: 'contract', message, file, line: null }, 'author', true);
  }
}
