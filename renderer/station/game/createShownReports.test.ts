import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createShownReports, type ShownReport } from './createShownReports';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function record() {
  const messages: ShownReport[][] = [];
  let isAway = false;
  const reports = createShownReports((shown) => {
    if (isAway) return false;
    messages.push(shown);
    return true;
  });
  return { messages, reports, setAway: (away: boolean) => void (isAway = away) };
}

it('reports every input once, with the first frame that showed it', () => {
  const { messages, reports } = record();
  reports.sent(5);
  reports.sent(6);
  reports.shown(4, 10, 100);
  reports.shown(5, 11, 133);
  reports.shown(6, 12, 166);
  reports.shown(6, 13, 200);
  vi.advanceTimersByTime(1_000);
  expect(messages.flat()).toEqual([
    { seq: 5, tick: 11, tShownMs: 133 },
    { seq: 6, tick: 12, tShownMs: 166 },
  ]);
});

it('sends no more than ten messages a second', () => {
  const { messages, reports } = record();
  for (let seq = 1; seq <= 60; seq++) {
    reports.sent(seq);
    reports.shown(seq, seq, seq);
    vi.advanceTimersByTime(1_000 / 60);
  }
  vi.advanceTimersByTime(200);
  expect(messages.length).toBeLessThanOrEqual(11);
  expect(messages.flat()).toHaveLength(60);
});

it('keeps reports through a break of the connection', () => {
  const { messages, reports, setAway } = record();
  setAway(true);
  reports.sent(1);
  reports.shown(1, 7, 70);
  vi.advanceTimersByTime(5_000);
  setAway(false);
  vi.advanceTimersByTime(200);
  expect(messages).toEqual([[{ seq: 1, tick: 7, tShownMs: 70 }]]);
});

it('says nothing of inputs that another page of this seat has sent', () => {
  const { messages, reports } = record();
  reports.shown(40, 3, 30);
  vi.advanceTimersByTime(1_000);
  expect(messages).toEqual([]);
});
