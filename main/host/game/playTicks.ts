import type { JointAction, Outcome } from '../../../protocol/environment';
import type { TickBody } from '../../../protocol/journal';
import type { TakenInputs } from './createHumans';
import { PlayStopped } from './createPlayClock';
import { addTick, endReason, type EpisodeProgress } from './episodeProgress';
import { type AgentMove, decideJointAction } from './jointAction';
import { answersDueMs, catchUp, deadlineMs, type Pacing, startPacing } from './pacing';
import { pickContent } from './pickContent';
import type { Play } from './PlayState';

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
    const inputs =
      spec.pace === 'lockstep'
        ? await waitForAnswers(play, tick, progress.live)
        : await waitForModels(play, tick, pacing, askedAtMs, progress.live);
    const lateMs = spec.pace === 'lockstep' ? 0 : Math.max(0, clock.nowMs() - deadlineMs(pacing, tick));
    const moves: Record<string, AgentMove> = policies.moves(tick, seed, progress.live);
    for (const [agent, action] of Object.entries(inputs.actions)) moves[agent] = { by: 'human', action };
    const decision = decideJointAction(moves);

    const atMs = deps.nowMs();
    state.beganMs.push(clock.nowMs());
    outcome = await step(play, decision.actions, tick, inputs.inputs);
    const stepMs = deps.nowMs() - atMs;

    const { rewards, terminations, truncations } = outcome;
    progress = addTick(progress, { rewards, terminations, truncations, lateMs, movedMs }, 1000 / spec.tickHz);
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
      hash,
      ...pickContent(spec.record, outcome),
    };
    deps.append([
      { kind: 'tick', atMs, game: spec.game, participant: null, seat: null, body },
      ...humans.rowsOf(inputs.inputs, state.episode),
    ]);
    Object.assign(state, { tick, progress, stepMs });
    play.frames.show(outcome.frames);
    policies.ask(tick, seed, outcome.obs);
    askedAtMs = clock.nowMs();
    logPrints(deps, spec, outcome);
    stood = { ...stood, stepMs };
    if (hash !== null && reason === null && isEvery(spec.snapshotEvery, tick)) keepSnapshot(play, hash);
    ({ pacing, movedMs } = catchUp(pacing, tick + 1, clock.nowMs()));
  }
  state.phase = 'idle';
  return { progress, outcome, reason };
}

/** Shows a picture that stands still for `lengthMs` of play time, and tells how long it will. Lockstep play does not wait. */
export async function countDown(
  { clock, frames, state, spec }: Play,
  lengthMs: number,
  picture: Outcome['frames'],
): Promise<void> {
  const waits = spec.pace === 'realtime' && lengthMs > 0;
  state.countdownUntilMs = waits ? clock.nowMs() + lengthMs : 0;
  state.phase = waits ? 'countdown' : 'playing';
  frames.show(picture);
  if (!waits) return;
  while (clock.nowMs() < state.countdownUntilMs) {
    await clock.sleepUntil(Math.min(state.countdownUntilMs, clock.nowMs() + COUNTDOWN_STEP_MS));
    frames.tellMoment();
  }
}

/** Play goes on at tick `tick` after it stood still. The time of the countdown is none of play. */
async function goOn(play: Play, tick: number): Promise<Pacing> {
  const { clock, state, spec } = play;
  const fromMs = clock.nowMs();
  await countDown(play, spec.resumeMs, {});
  state.phase = 'playing';
  const spentMs = clock.nowMs() - fromMs;
  state.beganMs = state.beganMs.map((atMs) => atMs + spentMs);
  return restartPacing(play, tick);
}

/** The next tick is due one period from now: time to press a key, and for models to answer. */
function restartPacing({ spec, clock }: Play, tick: number): Pacing {
  return startPacing(spec.tickHz, tick, clock.nowMs() + 1000 / spec.tickHz);
}

type Taken = { actions: JointAction; inputs: TakenInputs };

/** A tick that is due is played; after a stall, not before models have had their time, or have answered. */
async function waitForModels(
  { clock, humans, policies }: Play,
  tick: number,
  pacing: Pacing,
  askedAtMs: number,
  live: ReadonlySet<string>,
): Promise<Taken> {
  if (policies.isAtWork(tick))
    await clock.sleepUntil(answersDueMs(pacing, tick, askedAtMs, clock.nowMs()), policies.whenServed(tick));
  return humans.take(tick, live) ?? { actions: {}, inputs: [] };
}

async function waitForAnswers(
  { clock, humans, policies, whenWoken }: Play,
  tick: number,
  live: ReadonlySet<string>,
): Promise<Taken> {
  for (;;) {
    await policies.whenReady(tick);
    if (clock.stopped) throw new PlayStopped();
    const woken = whenWoken();
    const taken = clock.paused ? null : humans.take(tick, live);
    if (taken !== null) return taken;
    await woken;
  }
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
