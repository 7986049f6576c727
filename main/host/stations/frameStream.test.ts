import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GameFrame } from '../../../protocol/message';
import { awaitKeyframe, type FrameStream, offerFrame, settleKeyframe } from './frameStream';

const frame = (tick: number, reset = false): GameFrame => ({
  game: 'g',
  episode: 0,
  tick,
  delta: { set: [], del: [], ...(reset && { reset: true }) },
  applied: 0,
  countdownMs: 0,
});

/** What happens to one screen while a game goes on: a tick, with room on the line or without; a whole frame asked for; its answer. */
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('tick' as const), hasRoom: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
);

it('never shows a delta that does not follow what is on the screen, whatever is left out', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 400 }), (happenings) => {
      let stream: FrameStream = { mode: 'live' };
      let tick = 0;
      let askedAtTick: number | null = null;
      const sent: GameFrame[] = [frame(0, true)];
      for (const each of happenings) {
        if (each.kind === 'tick') {
          tick += 1;
          const step = offerFrame(stream, frame(tick), each.hasRoom);
          stream = step.stream;
          sent.push(...step.send);
        } else if (each.kind === 'ask') {
          if (stream.mode !== 'behind') continue;
          stream = awaitKeyframe();
          askedAtTick = tick;
        } else if (askedAtTick !== null) {
          // The answer shows the game as it was at some moment since it was asked for.
          const step = settleKeyframe(stream, frame(askedAtTick, true), false);
          stream = step.stream;
          sent.push(...step.send);
          askedAtTick = null;
        }
      }
      for (const [index, each] of sent.entries()) {
        const before = sent[index - 1];
        if (before && each.delta.reset !== true) expect(each.tick).toBe(before.tick + 1);
        if (before) expect(each.tick).toBeGreaterThanOrEqual(before.tick);
      }
    }),
  );
});

it('goes on by itself when a whole frame happens to pass while it is behind', () => {
  const behind = offerFrame({ mode: 'live' }, frame(1), false).stream;
  expect(offerFrame(behind, frame(2), true).send).toEqual([]);
  expect(offerFrame(behind, frame(3, true), true)).toEqual({ stream: { mode: 'live' }, send: [frame(3, true)] });
});

it('is behind again when more follows than can be kept while it waits', () => {
  let stream = awaitKeyframe();
  for (let tick = 1; tick <= 500; tick++) stream = offerFrame(stream, frame(tick), true).stream;
  expect(stream).toEqual({ mode: 'waiting', held: [], overflowed: true });
  expect(settleKeyframe(stream, frame(1, true), false)).toEqual({ stream: { mode: 'behind' }, send: [frame(1, true)] });
});

it('lets through what it kept when there is no whole frame', () => {
  const waiting = offerFrame(awaitKeyframe(), frame(1, true), true).stream;
  expect(settleKeyframe(waiting, null, true)).toEqual({ stream: { mode: 'live' }, send: [frame(1, true)] });
});
