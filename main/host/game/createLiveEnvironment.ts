import type { JointAction, Loaded, Outcome } from '../../../protocol/environment';
import type { GameSpec } from './GameSpec';
import { planSteps } from './planSteps';
import { type PlayedEpisode, replayEpisode, type Snapshot } from './replayEpisode';
import {
  LOAD_TIMEOUT_MS,
  type Place,
  type PlaceRequest,
  RESET_TIMEOUT_MS,
  RunnerFault,
  type RunnerPool,
} from './RunnerPool';

export type LiveEnvironmentDeps = {
  pool: RunnerPool;
  nowMs(): number;
  /** The interpreter was lost and the episode stands again as it was; awaited before the game goes on. */
  onRestored(restored: { tick: number; gapMs: number; reason: string }): Promise<void>;
  /** The environment's state cannot be copied; said once. */
  onRefused(reason: string): void;
};

/** An environment that outlives its interpreter: when that is lost the episode is rebuilt in another from its seed and actions. */
export type LiveEnvironment = {
  open(): Promise<Loaded>;
  reset(seed: number): Promise<Outcome>;
  /** Steps an episode again from its beginning; the outcome is that of its last tick, with whole frames. */
  rebuild(played: PlayedEpisode): Promise<Outcome>;
  step(actions: JointAction, hash: boolean): Promise<Outcome>;
  /** The state hash where the episode stands; null when it cannot be had. */
  hash(): Promise<string | null>;
  /**
   * Takes a copy of the state where the episode stands, whose hash is known. Null when it cannot be had; then `onRefused` was
   * told why, or the environment offers none. Nobody has to wait for it: what is asked later is answered after it.
   */
  snapshot(hash: string): Promise<Snapshot | null>;
  close(): void;
};

/** If none of these gives its state, the episode is stepped from its beginning. */
const SNAPSHOTS_KEPT = 2;
/** More losses in a minute are too many: with this game's code running, and through no doing of its own. */
const SUSPECT_LOSSES_PER_MINUTE = 5;
const LOSSES_PER_MINUTE = 30;

/**
 * `obsOf`: the agents whose observations somebody reads. Every method rejects with RunnerFault: an author's fault; the second
 * loss of an interpreter in the same tick, when this game's code was running; or too many losses of any kind.
 */
export function createLiveEnvironment(deps: LiveEnvironmentDeps, spec: GameSpec, obsOf: string[]): LiveEnvironment {
  const { stepTimeoutMs } = planSteps(spec.tickHz);
  const replaying = {
    hashEvery: spec.hashEvery,
    obsOf,
    file: spec.environment.file,
    tickHz: spec.tickHz,
  };
  let place: Place | null = null;
  let placing: Promise<void> | null = null;
  let loaded: Loaded | null = null;
  let played: PlayedEpisode | null = null;
  let rebuilt: Outcome | null = null;
  let loss: { atMs: number; reason: string } | null = null;
  let losses: { atMs: number; tick: number; suspect: boolean }[] = [];
  let fatal: { cause: unknown } | null = null;
  let closed = false;
  let offersSnapshots = true;

  /** Counts a loss; too many, or a second one in the same tick, and there is no further try. */
  function countLoss(fault: RunnerFault): void {
    const nowMs = deps.nowMs();
    const tick = played?.actions.length ?? -1;
    loss ??= { atMs: nowMs, reason: fault.message };
    const repeated = fault.suspect && losses.some((one) => one.suspect && one.tick === tick);
    losses = [...losses.filter(({ atMs }) => nowMs - atMs < 60_000), { atMs: nowMs, tick, suspect: fault.suspect }];
    const suspect = losses.filter((one) => one.suspect).length;
    if (repeated || suspect > SUSPECT_LOSSES_PER_MINUTE || losses.length > LOSSES_PER_MINUTE) fatal = { cause: fault };
  }

  function lose(lost: Place, fault: RunnerFault): void {
    if (place !== lost) return;
    place = null;
    lost.leave();
    countLoss(fault);
    // At once, not at the next tick. What goes wrong is told by whoever asks next.
    if (!closed) stand().catch(() => undefined);
  }

  async function takePlace(): Promise<void> {
    while (place === null && fatal === null && !closed) {
      let fresh: Place | null = null;
      try {
        fresh = await deps.pool.place(spec.game, spec.study, {
          alone: losses.some(({ suspect }) => suspect),
          environment: spec.environment,
        });
        loaded = await fresh.load(spec.environment, LOAD_TIMEOUT_MS);
        if (played !== null) rebuilt = await replayEpisode(fresh, played, replaying);
        place = fresh;
      } catch (cause) {
        fresh?.leave();
        if (!(cause instanceof RunnerFault) || cause.scope !== 'lost') throw cause;
        countLoss(cause);
      }
    }
    const stood = place;
    if (stood === null) return;
    if (closed) stood.leave();
    void stood.lost.then((fault) => lose(stood, fault));
    const restored = loss;
    loss = null;
    if (restored !== null && played !== null && !closed) {
      const tick = played.actions.length;
      const gapMs = deps.nowMs() - restored.atMs;
      try {
        await deps.onRestored({ tick, gapMs, reason: restored.reason });
      } catch (cause) {
        fatal = { cause };
        throw cause;
      }
    }
  }

  function refuseFurtherTries(): void {
    if (fatal !== null) throw fatal.cause;
  }

  /** A place where the episode stands as it was played. */
  async function stand(): Promise<Place> {
    refuseFurtherTries();
    while (place === null || placing !== null) {
      if (closed) throw new RunnerFault({ kind: 'crash', message: 'the game was closed' }, 'lost', false);
      placing ??= takePlace().finally(() => {
        placing = null;
      });
      await placing;
      refuseFurtherTries();
    }
    return place;
  }

  /** Calls until an interpreter has answered. */
  async function call(request: PlaceRequest, timeoutMs: number): Promise<Outcome> {
    for (;;) {
      const at = await stand();
      try {
        return await at.call(request, timeoutMs);
      } catch (cause) {
        if (!(cause instanceof RunnerFault) || cause.scope !== 'lost') throw cause;
        lose(at, cause);
      }
    }
  }

  return {
    async open() {
      await stand();
      if (loaded === null) throw new Error('the environment is in place but was not loaded');
      return loaded;
    },
    async reset(seed) {
      played = null;
      losses = [];
      const outcome = await call({ op: 'reset', seed, obs: obsOf }, RESET_TIMEOUT_MS);
      played = { seed, actions: [], hashes: new Map(), snapshots: [] };
      return outcome;
    },
    async rebuild(episode) {
      await stand();
      losses = [];
      played = {
        seed: episode.seed,
        actions: [...episode.actions],
        hashes: new Map(episode.hashes),
        snapshots: [...episode.snapshots],
      };
      for (;;) {
        rebuilt = null;
        const at = await stand();
        // An interpreter lost just now has been replaced, and the episode replayed there already.
        if (rebuilt !== null) return rebuilt;
        try {
          return await replayEpisode(at, played, replaying);
        } catch (cause) {
          if (!(cause instanceof RunnerFault) || cause.scope !== 'lost') throw cause;
          lose(at, cause);
        }
      }
    },
    async step(actions, hash) {
      const outcome = await call({ op: 'step', actions, hash, obs: obsOf }, stepTimeoutMs);
      if (played !== null) {
        played.actions.push(actions);
        if (outcome.hash !== undefined) played.hashes.set(played.actions.length, outcome.hash);
      }
      return outcome;
    },
    async hash() {
      const request: PlaceRequest = {
        op: 'steps',
        actions: [],
        fromTick: played?.actions.length ?? 0,
        hashEvery: 0,
        hash: true,
        obs: [],
      };
      const outcome = await call(request, stepTimeoutMs).catch(() => null);
      return outcome?.hash ?? null;
    },
    async snapshot(hash) {
      const [at, of] = [place, played];
      if (at === null || of === null || !offersSnapshots) return null;
      const tick = of.actions.length;
      try {
        const { snapshot: state = null, snapshotRefusal } = await at.call({ op: 'snapshot' }, stepTimeoutMs);
        if (state !== null) {
          const snapshot = { tick, hash, state };
          of.snapshots = [...of.snapshots.slice(1 - SNAPSHOTS_KEPT), snapshot];
          return snapshot;
        }
        if (snapshotRefusal !== undefined) deps.onRefused(snapshotRefusal);
      } catch (cause) {
        // A lost interpreter is told to whoever waits for it; a copy is not worth another try.
        if (!(cause instanceof RunnerFault) || cause.scope === 'lost') return null;
        deps.onRefused(cause.message);
      }
      offersSnapshots = false;
      return null;
    },
    close() {
      closed = true;
      place?.leave();
    },
  };
}
