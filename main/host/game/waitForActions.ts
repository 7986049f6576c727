import type { Taken } from './createHumans';
import { PlayStopped } from './createPlayClock';
import { answersDueMs, type Pacing } from './pacing';
import type { Play } from './PlayState';

/** `askAgain`: shows what stands now to the models that have just taken over for these agents. */
type Asking = { pacing: Pacing; askedAtMs: number; askAgain(agents: string[]): void };

/** What humans do in a tick, once models have had their time. Who is taken over meanwhile is not waited for any longer. */
export async function waitForActions(
  play: Play,
  tick: number,
  live: ReadonlySet<string>,
  { pacing, askedAtMs, askAgain }: Asking,
): Promise<Taken> {
  let askedMs = askedAtMs;
  for (;;) {
    if (play.spec.pace === 'realtime') await waitForModels(play, tick, pacing, askedMs);
    const taken = await (play.spec.pace === 'lockstep' ? waitForAnswers : waitForHumans)(play, tick, live);
    if (taken !== null) return taken;
    askedMs = play.clock.nowMs();
    askAgain(play.policies.takeOver(play.state.takenOver));
  }
}

/** A tick that is due is played; after a stall, not before models have had their time, or have answered. */
async function waitForModels(play: Play, tick: number, pacing: Pacing, askedAtMs: number): Promise<void> {
  const { clock, policies } = play;
  if (policies.isAtWork(tick))
    await clock.sleepUntil(answersDueMs(pacing, tick, askedAtMs, clock.nowMs()), policies.whenServed(tick));
}

/**
 * What the keys say now; in a turn, once those whose turn it is have acted or have had their time. Null when somebody for whom
 * it waits was taken over.
 */
async function waitForHumans(play: Play, tick: number, live: ReadonlySet<string>): Promise<Taken | null> {
  const { clock, humans, state, whenWoken } = play;
  for (;;) {
    const woken = whenWoken();
    const taken = humans.take(tick, actingHumans(play, live), state.turn, clock.nowMs() >= state.turnDueMs);
    if (taken !== null || hasNewlyTaken(play)) return taken;
    await clock.sleepUntil(state.turnDueMs, woken);
  }
}

/** Lockstep play: no tick before everybody has answered for it. Null when somebody for whom it waits was taken over. */
async function waitForAnswers(play: Play, tick: number, live: ReadonlySet<string>): Promise<Taken | null> {
  const { clock, humans, policies, state, whenWoken } = play;
  for (;;) {
    await policies.whenReady(tick);
    if (clock.stopped) throw new PlayStopped();
    const woken = whenWoken();
    const taken = clock.paused ? null : humans.take(tick, actingHumans(play, live), state.turn, false);
    if (taken !== null || hasNewlyTaken(play)) return taken;
    await woken;
  }
}

/** Those in play whom no policy has taken over. Who is back acts at once; who is to be taken over, until a model is asked. */
function actingHumans({ policies, state }: Play, live: ReadonlySet<string>): ReadonlySet<string> {
  policies.takeOver(new Set([...policies.takenOver()].filter((agent) => state.takenOver.has(agent))));
  return new Set([...live].filter((agent) => !policies.takenOver().has(agent)));
}

function hasNewlyTaken({ policies, state }: Play): boolean {
  return [...state.takenOver].some((agent) => !policies.takenOver().has(agent));
}
