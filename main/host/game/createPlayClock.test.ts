import { expect, test } from 'vitest';
import { createPlayClock, PlayStopped } from './createPlayClock';

/** A clock that stands still until it is told to go on; its timers fire `earlyMs` too early. */
function makeTime(earlyMs = 0) {
  let nowMs = 500;
  const timers = new Map<object, { atMs: number; run(): void }>();
  const deps = {
    nowMs: () => nowMs,
    startTimer(delayMs: number, run: () => void) {
      const key = {};
      timers.set(key, { atMs: nowMs + delayMs - (delayMs > earlyMs ? earlyMs : 0), run });
      return () => void timers.delete(key);
    },
  };
  /** Lets time pass, timer by timer, and what waited for them go on. */
  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      const [next] = [...timers]
        .filter(([, { atMs }]) => atMs <= untilMs)
        .sort(([, one], [, other]) => one.atMs - other.atMs);
      if (next === undefined) break;
      timers.delete(next[0]);
      nowMs = Math.max(nowMs, next[1].atMs);
      next[1].run();
      await Promise.resolve();
    }
    nowMs = untilMs;
    await Promise.resolve();
  }
  return { deps, pass, timers };
}

/** Notes the play time at which a sleep was over, or that it was stopped. */
function sleepAndNote(clock: ReturnType<typeof createPlayClock>, untilMs: number): { at: number | 'stopped' | null } {
  const note: { at: number | 'stopped' | null } = { at: null };
  clock.sleepUntil(untilMs).then(
    () => (note.at = clock.nowMs()),
    (cause: unknown) => (note.at = cause instanceof PlayStopped ? 'stopped' : null),
  );
  return note;
}

test('a sleep is over at its time, also when timers fire too early', async () => {
  const { deps, pass } = makeTime(0.7);
  const clock = createPlayClock(deps);
  const note = sleepAndNote(clock, clock.nowMs() + 10);
  await pass(9.9);
  expect(note.at).toBeNull();
  await pass(0.2);
  expect(note.at).toBeGreaterThanOrEqual(510);
});

test('what is due already does not wait', async () => {
  const { deps, pass } = makeTime();
  const clock = createPlayClock(deps);
  const note = sleepAndNote(clock, clock.nowMs() - 5);
  await pass(0);
  expect(note.at).toBe(500);
});

test('a pause takes no play time, however often and long', async () => {
  const { deps, pass } = makeTime();
  const clock = createPlayClock(deps);
  const note = sleepAndNote(clock, clock.nowMs() + 10);
  for (const pauseMs of [1000, 3, 50]) {
    await pass(2);
    clock.pause();
    clock.pause();
    const heldMs = clock.nowMs();
    await pass(pauseMs);
    expect(clock.nowMs()).toBe(heldMs);
    clock.resume();
    clock.resume();
  }
  expect(note.at).toBeNull();
  await pass(4);
  expect(note.at).toBe(510);
});

test('stopping ends a sleep, also in a pause, and every later one', async () => {
  const { deps, pass, timers } = makeTime();
  const clock = createPlayClock(deps);
  const note = sleepAndNote(clock, clock.nowMs() + 10);
  clock.pause();
  clock.stop();
  await pass(0);
  expect(note.at).toBe('stopped');
  expect(timers.size).toBe(0);
  await expect(clock.sleepUntil(0)).rejects.toBeInstanceOf(PlayStopped);
});

test('a sleep that may end sooner does, but not while paused', async () => {
  const { deps, pass } = makeTime();
  const clock = createPlayClock(deps);
  const start = (): { note: { at: number | null }; answer(): void } => {
    const note: { at: number | null } = { at: null };
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    void clock.sleepUntil(clock.nowMs() + 10, answered).then(() => (note.at = clock.nowMs()));
    return { note, answer: () => answer() };
  };
  const first = start();
  await pass(3);
  first.answer();
  await pass(0);
  await pass(0);
  expect(first.note.at).toBe(503);
  const second = start();
  clock.pause();
  second.answer();
  await pass(5);
  expect(second.note.at).toBeNull();
  clock.resume();
  await pass(0);
  expect(second.note.at).toBe(503);
  const third = start();
  await pass(10);
  expect(third.note.at).toBe(513);
});
