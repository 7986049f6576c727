import type { JointAction, Outcome } from '../../../protocol/environment';
import type { TickBody } from '../../../protocol/journal';
import type { TakenInputs } from './createHumans';
import { addTick, endReason, type EpisodeProgress } from './episodeProgress';
import { type AgentMove, decideJointAction } from './jointAction';
import { catchUp, deadlineMs, type Pacing, startPacing } from './pacing';
import { pickContent } from './pickContent';
import type { Play } from './PlayState';
import { listActing, readTurn } from './readTurn';
import { waitForActions } from './waitForActions';

type Played = { progress: EpisodeProgress; outcome: Outcome; reason: 'terminated' | 'truncated' | 'maxTicks' };

/** A picture that stood still for longer goes on with a countdown: nobody is thrown into a moving game. */
const LONG_GAP_MS = 1000;
const COUNTDOWN_STEP_MS = 1000;

/** Plays an episode from where `progress` says to its end. */
export async function playTicks(play: Play, seed: number, begun: EpisodeProgress, first: Outcome): Promise<Played> {
  const { spec, deps, clock, state, humans, policies } = play;
  let progress = begun;
  let outcome = first;
  let pacing = restartPacing(play, progress.ticks + 1);
  let movedMs = 0;
  let askedAtMs = clock.nowMs();
  let stood = { stepMs: 0, heldMs: clock.heldMs };
  let reason = endReason(progress, spec.maxTicks);
  state.phase = 'playing';
  while (reason === null) {
    const tick = progress.ticks + 1;
    if (spec.pace === 'realtime') {
      await clock.sleepUntil(deadlineMs(pacing, tick));
      if (Math.max(stood.stepMs, clock.heldMs - stood.heldMs) > LONG_GAP_MS) {
        pacing = await goOn(play, tick);
        movedMs = 0;
        stood = { stepMs: 0, heldMs: clock.heldMs };
        continue;
      }
    }
    const inputs = await waitForActions(play, tick, progress.live, {
      pacing,
      askedAtMs,
      askAgain(agents) {
        const obs = Object.fromEntries(Object.entries(outcome.obs).filter(([agent]) => agents.includes(agent)));
        policies.ask(tick - 1, seed, obs, state.turn);
      },
    });
    if (state.turn.waits !== null) {
      // A turn is due when it is taken, and what stood still meanwhile was the game itself.
      pacing = startPacing(spec.tickHz, tick, clock.nowMs());
      stood = { ...stood, heldMs: clock.heldMs };
    }
    const hasNoDeadline = spec.pace === 'lockstep' || state.turn.waits !== null;
    // Read once: what is late and when it was are of one moment, however long the system lets us wait between two readings.
    const beganMs = clock.nowMs();
    const atMs = beganMs + clock.heldMs;
    const lateMs = hasNoDeadline ? 0 : Math.max(0, beganMs - deadlineMs(pacing, tick));
    const moves: Record<string, AgentMove> = policies.moves(
      tick,
      seed,
      listActing(state.turn, progress.live),
      state.turn.allowed,
    );
    for (const [agent, action] of Object.entries(inputs.actions)) moves[agent] = { by: 'human', action };
    const decision = decideJointAction(moves);

    const startedMs = deps.nowMs();
    state.beganMs.push(beganMs);
    outcome = await step(play, decision.actions, tick, inputs.inputs);
    const stepMs = deps.nowMs() - startedMs;

    const { rewards, terminations, truncations } = outcome;
    progress = addTick(
      progress,
      { rewards, terminations, truncations, lateMs, movedMs, policies: decision.policies },
      1000 / spec.tickHz,
    );
    reason = endReason(progress, spec.maxTicks);
    const hash = outcome.hash ?? (reason === null ? null : await play.environment.hash());
    const body: TickBody = {
      episode: state.episode,
      tick,
      ...decision,
      rewards,
      terminations,
      truncations,
      lateMs,
      stepMs,
      ...(movedMs > 0 && { movedMs }),
      ...(inputs.timedOut.length > 0 && { timedOut: inputs.timedOut }),
      ...(Object.keys(inputs.standIns).length > 0 && { standIns: inputs.standIns }),
      hash,
      ...pickContent(spec.record, outcome),
    };
    deps.append([
      { kind: 'tick', atMs, game: spec.game, participant: null, seat: null, body },
      ...humans.rowsOf(inputs.inputs, state.episode),
    ]);
    const turnDueMs = clock.nowMs() + spec.turnTimeoutMs;
    Object.assign(state, { tick, progress, stepMs, turn: readTurn(outcome), turnDueMs });
    play.frames.show(outcome.frames);
    policies.takeOver(state.takenOver);
    if (reason === null) policies.ask(tick, seed, outcome.obs, state.turn);
    askedAtMs = clock.nowMs();
    logPrints(deps, spec, outcome);
    stood = { ...stood, stepMs };
    if (hash !== null && reason === null && isEvery(spec.snapshotEvery, tick)) keepSnapshot(play, hash);
    ({ pacing, movedMs } = catchUp(pacing, tick + 1, clock.nowMs(), (atMs) => spread(play, atMs)));
  }
  state.phase = 'idle';
  return { progress, outcome, reason };
}

/** How long a picture stands still before play: first to be looked at, then counted down. In play time. */
type Waits = { freezeMs: number; countdownMs: number };
export const noWaits: Waits = { freezeMs: 0, countdownMs: 0 };

/** Shows a picture that stands still, and tells how long it will. Lockstep play does not wait. */
export async function countDown(
  { clock, frames, state, spec }: Play,
  { freezeMs, countdownMs }: Waits,
  picture: Outcome['frames'],
): Promise<void> {
  const waits = spec.pace === 'realtime' && freezeMs + countdownMs > 0;
  state.frozenUntilMs = waits ? clock.nowMs() + freezeMs : 0;
  state.countdownUntilMs = waits ? state.frozenUntilMs + countdownMs : 0;
  state.turnDueMs = Math.max(clock.nowMs(), state.countdownUntilMs) + spec.turnTimeoutMs;
  state.phase = waits ? (freezeMs > 0 ? 'frozen' : 'countdown') : 'playing';
  frames.show(picture);
  if (!waits) return;
  while (clock.nowMs() < state.countdownUntilMs) {
    const nextMs = state.phase === 'frozen' ? state.frozenUntilMs : state.countdownUntilMs;
    await clock.sleepUntil(Math.min(nextMs, clock.nowMs() + COUNTDOWN_STEP_MS));
    if (clock.nowMs() >= state.frozenUntilMs) state.phase = 'countdown';
    frames.tellMoment();
  }
}

/** Play goes on at tick `tick` after it stood still. The time of the countdown is none of play. */
async function goOn(play: Play, tick: number): Promise<Pacing> {
  const { clock, state, spec } = play;
  const fromMs = clock.nowMs();
  await countDown(play, { freezeMs: 0, countdownMs: spec.resumeMs }, {});
  state.phase = 'playing';
  const spentMs = clock.nowMs() - fromMs;
  state.beganMs = state.beganMs.map((atMs) => atMs + spentMs);
  return restartPacing(play, tick);
}

/** The next tick is due a period or a little more from now: time to press a key, and for models to answer. */
function restartPacing(play: Play, tick: number): Pacing {
  const { spec, clock } = play;
  return startPacing(spec.tickHz, tick, spread(play, clock.nowMs() + 1000 / spec.tickHz));
}

/** The game's own moment from a time of play on. */
function spread({ deps, spec, clock }: Play, atMs: number): number {
  const heldMs = deps.nowMs() - clock.nowMs();
  return deps.phases.take(spec.game, 1000 / spec.tickHz, atMs + heldMs) - heldMs;
}

async function step(
  { environment, deps, spec, humans, state }: Play,
  actions: JointAction,
  tick: number,
  inputs: TakenInputs,
): Promise<Outcome> {
  try {
    return await environment.step(actions, isEvery(spec.hashEvery, tick) || isEvery(spec.snapshotEvery, tick));
  } catch (cause) {
    deps.append(humans.rowsOfUnplayed(inputs, state.episode));
    throw cause;
  }
}

const isEvery = (every: number, tick: number): boolean => every > 0 && tick % every === 0;

/** Puts a copy of the state into the record when it comes. Play does not wait for it. */
function keepSnapshot({ environment, deps, spec, state }: Play, hash: string): void {
  const { episode } = state;
  void environment.snapshot(hash).then((snapshot) => {
    if (snapshot === null || state.phase === 'over') return;
    const body = { episode, ...snapshot };
    deps.append([{ kind: 'snapshot', atMs: deps.nowMs(), game: spec.game, participant: null, seat: null, body }]);
  });
}

/** What the environment printed goes to the record's log. */
export function logPrints(
  deps: Pick<Play['deps'], 'log'>,
  { game }: Pick<Play['spec'], 'game'>,
  { log }: Outcome,
): void {
  if (log !== undefined && log !== '') deps.log(game, log);
}
