import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type LagWatch, watchLag } from './watchLag.node';

let lagMs: number;
let told: string[];
let watch: LagWatch;
beforeEach(() => {
  vi.useFakeTimers();
  [lagMs, told] = [0, []];
  watch = watchLag({ lagMs: () => lagMs, nowMs: () => Date.now(), tell: ({ kind }) => told.push(kind) });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

/** Time passes with a row waiting all the while. */
function hang(forMs: number): void {
  for (let passed = 0; passed < forMs; passed += 50) {
    vi.advanceTimersByTime(50);
    lagMs += 50;
  }
}

it('says nothing of a disk that keeps up', () => {
  lagMs = 999;
  vi.advanceTimersByTime(60_000);
  watch.see(999);
  expect(told).toEqual([]);
});

it('calls storage slow while a row still waits, after one second, and takes it back when it keeps up for a while', () => {
  hang(1300);
  expect(told).toEqual(['slow']);
  lagMs = 0;
  vi.advanceTimersByTime(9000);
  expect(told).toEqual(['slow']);
  vi.advanceTimersByTime(1500);
  expect(told).toEqual(['slow', 'recovered']);
});

it('hears of a slow commit also when it fell between two looks', () => {
  watch.see(1100);
  expect(told).toEqual(['slow']);
});

it('stops play within two and a half seconds, lets it go on when all is written, and goes on calling storage slow', () => {
  hang(2500);
  expect(told).toEqual(['slow', 'stalled']);
  hang(20_000);
  expect(told).toEqual(['slow', 'stalled']);
  lagMs = 0;
  watch.see(22_500);
  expect(told).toEqual(['slow', 'stalled', 'recovered', 'slow']);
  vi.advanceTimersByTime(11_000);
  expect(told.at(-1)).toBe('recovered');
});
