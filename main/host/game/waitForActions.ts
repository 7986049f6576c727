import type { Taken } from './createHumans';
import { PlayStopped } from './createPlayClock';
import { answersDueMs, type Pacing } from './pacing';
import type { Play } from './PlayState';

/** A tick that is due is played; after a stall, not before models have had their time, or have answered. */
export async function waitForModels(play: Play, tick: number, pacing: Pacing, askedAtMs: number): Promise<void> {
  const { clock, policies } = play;
  if (policies.isAtWork(tick))
    await clock.sleepUntil(answersDueMs(pacing, tick, askedAtMs, clock.nowMs()), policies.whenServed(tick));
}

/** What the keys say now; in a turn, once those whose turn it is have acted or have had their time. */
export async function waitForHumans(play: Play, tick: number, live: ReadonlySet<string>): Promise<Taken> {
  const { clock, humans, state, whenWoken } = play;
  for (;;) {
    const woken = whenWoken();
    const taken = humans.take(tick, live, state.turn, clock.nowMs() >= state.turnDueMs);
    if (taken !== null) return taken;
    await clock.sleepUntil(state.turnDueMs, woken);
  }
}

/** Lockstep play: no tick before everybody has answered for it. */
export async function waitForAnswers(play: Play, tick: number, live: ReadonlySet<string>): Promise<Taken> {
  const { clock, humans, policies, state, whenWoken } = play;
  for (;;) {
    await policies.whenReady(tick);
    if (clock.stopped) throw new PlayStopped();
    const woken = whenWoken();
    const taken = clock.paused ? null : humans.take(tick, live, state.turn, false);
    if (taken !== null) return taken;
    await woken;
  }
}
