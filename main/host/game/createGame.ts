import type { AuthorError } from '../../../protocol/environment';
import type { GameFrame } from '../../../protocol/message';
import { createFrames } from './createFrames';
import { createHumans } from './createHumans';
import { createLiveEnvironment } from './createLiveEnvironment';
import { createPlayClock, PlayStopped } from './createPlayClock';
import { createPolicies } from './createPolicies';
import { summarizeEpisode } from './episodeProgress';
import type { GameSpec } from './GameSpec';
import { latenessAt } from './latenessHistogram';
import type { Play, PlayState } from './PlayState';
import { countFallbacks } from './policyTally';
import { playGame, rateHz } from './playGame';
import { readTurn } from './readTurn';
import { RunnerFault } from './RunnerPool';
import type { GameDeps, GameNotice, RunningGame } from './RunningGame';

/** The live rate is that of so many last ticks. */
const LIVE_TICKS = 60;

/** One game, ready to start: see RunningGame. */
export function createGame(deps: GameDeps, spec: GameSpec): RunningGame {
  const state: PlayState = {
    phase: 'idle',
    episode: spec.from?.episode ?? 0,
    tick: 0,
    progress: null,
    frozenUntilMs: 0,
    countdownUntilMs: 0,
    turn: readTurn({}),
    turnDueMs: 0,
    takenOver: new Set(),
    beganMs: [],
    stepMs: 0,
  };
  const clock = createPlayClock(deps);
  const humans = createHumans(spec);
  const policies = createPolicies(deps, spec);
  let started = false;
  let endedBySession = false;
  let refusedNotice: { cause: unknown } | null = null;
  let wake: () => void = () => undefined;
  let settle: { resolve(): void; reject(cause: unknown): void };
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // The one who waits for it is told; nobody has to wait.
  done.catch(() => undefined);

  /** A session that refuses a notice no longer knows this game as it is: play cannot go on. */
  async function notify(notice: GameNotice): Promise<void> {
    try {
      await deps.notify(notice);
    } catch (cause) {
      refusedNotice = { cause };
      throw cause;
    }
  }

  const environment = createLiveEnvironment(
    {
      ...deps,
      onRestored: ({ tick, gapMs, reason }) =>
        notify({ type: 'restored', game: spec.game, episode: state.episode, tick, gapMs, reason }),
      onRefused: (reason) => deps.log(spec.game, `no snapshots: ${reason}\n`),
    },
    spec,
    spec.record.observations ? Object.keys(spec.members) : policies.readers,
  );
  const frames = createFrames({
    game: spec.game,
    humans: humans.agents,
    appliedSeq: (agent) => humans.appliedSeq(agent),
    moment(seer) {
      const { episode, tick, frozenUntilMs, countdownUntilMs } = state;
      const nowMs = clock.nowMs();
      const countdownMs = Math.max(0, countdownUntilMs - nowMs);
      const frozen = frozenUntilMs > nowMs && { frozenMs: frozenUntilMs - nowMs };
      return { episode, tick, countdownMs, ...frozen, ...turnOf(seer) };
    },
    send: (seer, frame) => deps.sendFrame(spec.game, seer, frame),
  });

  function turnOf(seer: string): Pick<GameFrame, 'turn'> {
    const { turn, turnDueMs } = state;
    if (turn.waits === null || spec.pace === 'lockstep') return {};
    const isYours = turn.waits.has(seer) && !humans.hasActed(seer, turn);
    return { turn: { isYours, leftMs: Math.max(0, turnDueMs - clock.nowMs()) } };
  }

  const whenWoken = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const play: Play = {
    deps: { ...deps, notify },
    spec,
    clock,
    humans,
    policies,
    environment,
    frames,
    state,
    whenWoken,
  };

  async function run(): Promise<void> {
    try {
      await playGame(play);
    } catch (cause) {
      if (refusedNotice !== null) throw refusedNotice.cause;
      if (clock.stopped) await tellStopped();
      else
        await notify({
          type: 'failed',
          game: spec.game,
          episode: state.episode,
          tick: state.tick + 1,
          error: describeFailure(cause),
        });
    } finally {
      state.phase = 'over';
      environment.close();
      policies.close();
      deps.phases.leave(spec.game);
    }
  }

  async function tellStopped(): Promise<void> {
    if (!endedBySession || state.progress === null) return;
    deps.append(humans.endEpisode(state.episode));
    await notify({
      type: 'episodeEnded',
      game: spec.game,
      episode: state.episode,
      reason: 'ended',
      ...summarizeEpisode(state.progress, rateHz(play), {}),
    });
  }

  return {
    done,
    start() {
      if (started || clock.stopped) return;
      started = true;
      run().then(
        () => settle.resolve(),
        (cause: unknown) => settle.reject(cause),
      );
    },
    pause: () => clock.pause(),
    resume() {
      clock.resume();
      const counts = state.phase === 'frozen' || state.phase === 'countdown';
      if (counts || (state.phase === 'playing' && state.turn.waits !== null)) frames.tellMoment();
      wake();
    },
    async stop(how) {
      if (state.phase !== 'over') endedBySession = how === 'ended';
      clock.stop();
      wake();
      if (!started) settle.resolve();
      await done.catch(() => undefined);
    },
    input(agent, payload, tHostMs) {
      if (state.phase === 'over') return;
      // An answer to the last tick of an episode may come when the next one is played already.
      const isOfNow = payload.forEpisode === undefined || payload.forEpisode === state.episode;
      const counts = isOfNow && state.phase === 'playing' && (spec.pace === 'lockstep' || !clock.paused);
      const refusedAs = state.phase === 'frozen' && isOfNow && !clock.paused ? 'frozen' : 'late';
      const rows = humans.receive(agent, payload, tHostMs, state.episode, counts ? null : refusedAs);
      if (rows.length > 0) deps.append(rows);
      // Who has acted is told so at once, also where the tick waits for others.
      if (counts && state.turn.waits !== null && state.turn.waits.size > 1) frames.tellMoment();
      wake();
    },
    takeOver(agents) {
      state.takenOver = new Set(agents.filter((agent) => agent in spec.takeOver));
      wake();
    },
    shown(agent, items) {
      if (state.phase === 'over' || items.length === 0) return;
      deps.append(humans.shownRows(agent, items, deps.nowMs()));
    },
    keyframe: (agent) => frames.keyframe(agent),
    lastSeq: (agent) => humans.lastSeq(agent),
    live: () => ({
      episode: state.episode,
      tick: state.tick,
      rateHz: rateHz(play, LIVE_TICKS),
      lateP99Ms: state.progress === null ? 0 : latenessAt(state.progress.lateness, 0.99),
      stepMs: state.stepMs,
      fallbacks: state.progress === null ? 0 : countFallbacks(state.progress.policies),
    }),
  };
}

function describeFailure(cause: unknown): AuthorError {
  if (cause instanceof RunnerFault) return cause.error;
  if (cause instanceof PlayStopped) return { kind: 'crash', message: cause.message };
  return {
    kind: 'crash',
    message: `the game could not go on: ${cause instanceof Error ? cause.message : String(cause)}`,
  };
}
