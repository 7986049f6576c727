import { expect, test } from 'vitest';
import type { BotReply, Bots } from './Bots';
import { createModelAsker } from './createModelAsker';

const metadata = {
  name: 'm',
  kind: 'onnx' as const,
  sha256: '0'.repeat(64),
  input: { name: 'obs', shape: ['batch', 1], dtype: 'float32' as const },
  output: { name: 'logits', shape: ['batch', 2] },
  actionHead: 'argmax' as const,
};

/** A model that answers when it is told to, over a clock that is set by hand. */
function makeDesk() {
  const asked: { obs: number[]; answer(reply: BotReply): void }[] = [];
  const time = { ms: 0 };
  const bots: Bots = {
    load: () => Promise.resolve(),
    infer: (_, obs) => new Promise((answer) => asked.push({ obs, answer })),
    close: () => Promise.resolve(),
  };
  const model = { policy: 'm', policyId: 's/m', metadata, fallback: 0 };
  const asker = createModelAsker({ bots, nowMs: () => time.ms }, { a: model });
  const reply = async (index: number): Promise<void> => {
    asked[index]?.answer({ output: [0, 1], inferMs: 1 });
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { asker, asked, time, reply };
}

test('an answer in time is the action, and no late one', async () => {
  const { asker, time, reply } = makeDesk();
  asker.ask(4, 1, { a: [0.5] });
  expect(asker.isAtWork(4)).toBe(true);
  time.ms = 7;
  await reply(0);
  expect(asker.isAtWork(4)).toBe(false);
  expect(asker.answerTo('a', 4)).toEqual({ state: 'answered', action: 1, latencyMs: 7 });
  expect(asker.takeLate('a')).toEqual([]);
});

test('an answer that was not waited for is told when it comes, once, with the tick it was for', async () => {
  const { asker, asked, time, reply } = makeDesk();
  asker.ask(4, 1, { a: [4] });
  time.ms = 33;
  expect(asker.answerTo('a', 4)).toEqual({ state: 'pending', waitedMs: 33 });
  asker.ask(5, 1, { a: [5] });
  // At work on an older observation: nobody waits for it.
  expect(asker.isAtWork(5)).toBe(false);
  time.ms = 50;
  await reply(0);
  expect(asker.isAtWork(5)).toBe(true);
  expect(asked.map(({ obs }) => obs)).toEqual([[4], [5]]);
  time.ms = 60;
  await reply(1);
  expect(asker.answerTo('a', 5)).toEqual({ state: 'answered', action: 1, latencyMs: 27 });
  expect(asker.takeLate('a')).toEqual([{ tick: 5, latencyMs: 50 }]);
  expect(asker.takeLate('a')).toEqual([]);
});

test('an observation that a newer one has replaced was never asked about', async () => {
  const { asker, asked, time, reply } = makeDesk();
  for (const tick of [1, 2, 3]) {
    time.ms = tick * 10;
    asker.ask(tick, 1, { a: [tick] });
    expect(asker.answerTo('a', tick)).toEqual({ state: 'pending', waitedMs: 0 });
  }
  await reply(0);
  expect(asked.map(({ obs }) => obs)).toEqual([[1], [3]]);
  expect(asker.answerTo('a', 2)).toEqual({ state: 'pending', waitedMs: null });
  expect(asker.takeLate('a')).toEqual([{ tick: 2, latencyMs: 20 }]);
});
