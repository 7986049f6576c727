import type { Action, AuthorError, JointAction, Outcome } from '../../../protocol/environment';
import type { EnvironmentSpec } from '../../../protocol/study';
import { drawRandomAction } from './drawRandomAction';
import { addTick, startProgress } from './episodeProgress';
import type { StudySource } from './GameSpec';
import { listActing, readTurn } from './readTurn';
import { LOAD_TIMEOUT_MS, type Place, RunnerFault, type RunnerPool } from './RunnerPool';

export type EnvironmentTrial = {
  /** The environment's agents; empty when it could not be loaded. */
  agents: string[];
  /** What each agent observes and may do after the reset: what a policy will be given. */
  first: Pick<Outcome, 'obs' | 'waits' | 'allowed'>;
  /** Ticks that were played twice. */
  ticks: number;
  /** What is wrong with it; empty when it keeps every rule and was played twice with the same result. */
  problems: (AuthorError & { rule?: string })[];
};

const STEP_TIMEOUT_MS = 5000;
const EXAMINE_TIMEOUT_MS = 120_000;
const TRIAL_SEED = 1;
const TRIAL_TICKS = 50;

/**
 * Examines an environment by the rules of its form (environments/cubicle/conformance). One that keeps them is loaded a second
 * time, in another interpreter, and both are played with the same seed and the same random draws of `actions`, for 50 ticks or
 * to the end of the episode: each tick must leave both in the same state.
 */
export async function tryEnvironment(
  pool: RunnerPool,
  study: StudySource,
  environment: EnvironmentSpec,
  actions: readonly Action[],
): Promise<EnvironmentTrial> {
  const trial: EnvironmentTrial = { agents: [], first: { obs: {} }, ticks: 0, problems: [] };
  const places: Place[] = [];
  try {
    const one = await pool.place('trial', study, { environment });
    places.push(one);
    trial.agents = (await one.load(environment, LOAD_TIMEOUT_MS)).agents;
    const { findings = [] } = await one.call({ op: 'examine', actions: [...actions] }, EXAMINE_TIMEOUT_MS);
    trial.problems.push(...findings);
    if (findings.length > 0) return trial;
    const first = await one.call({ op: 'reset', seed: TRIAL_SEED }, STEP_TIMEOUT_MS);
    trial.first = first;
    const other = await pool.place('trial', study, { environment, alone: true });
    places.push(other);
    await other.load(environment, LOAD_TIMEOUT_MS);
    await other.call({ op: 'reset', seed: TRIAL_SEED }, STEP_TIMEOUT_MS);
    trial.ticks = await playBoth(one, other, first, trial.agents, environment.file, actions);
  } catch (cause) {
    if (!(cause instanceof RunnerFault)) throw cause;
    trial.problems.push(cause.error);
  } finally {
    for (const place of places) place.leave();
  }
  return trial;
}

async function playBoth(
  one: Place,
  other: Place,
  first: Outcome,
  agents: readonly string[],
  file: string,
  actions: readonly Action[],
): Promise<number> {
  let progress = startProgress(agents);
  let turn = readTurn(first);
  while (progress.ticks < TRIAL_TICKS && progress.live.size > 0) {
    const tick = progress.ticks + 1;
    const joint: JointAction = {};
    for (const agent of listActing(turn, progress.live))
      joint[agent] = drawRandomAction(turn.allowed[agent] ?? actions, TRIAL_SEED, agent, tick);
    const request = { op: 'step' as const, actions: joint, hash: true, obs: [] };
    const [outcome, again] = await Promise.all([
      one.call(request, STEP_TIMEOUT_MS),
      other.call(request, STEP_TIMEOUT_MS),
    ]);
    if (outcome.hash !== again.hash)
      throw new RunnerFault({ kind: 'contract', message: differenceText(tick), file, line: null }, 'author', true);
    progress = addTick(progress, { ...outcome, lateMs: 0 }, 1);
    turn = readTurn(outcome);
  }
  return progress.ticks;
}

function differenceText(tick: number): string {
  return `played twice with the same seed and actions, it was not in the same state at tick ${tick}: it must depend on nothing else (no clock, no random numbers but from the seed, no order of a set)`;
}
