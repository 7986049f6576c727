import { expect, test } from 'vitest';
import type { BotReply, Bots } from './Bots';
import { createAsker } from './createAsker';
import { createModelMind } from './createModelMind';

const metadata = {
  name: 'm',
  kind: 'onnx' as const,
  sha256: '0'.repeat(64),
  input: { name: 'obs', shape: ['batch', 1], dtype: 'float32' as const },
  output: { name: 'logits', shape: ['batch', 2] },
  actionHead: 'argmax' as const,
};

/** A model that answers when it is told to, over a clock that is set by hand. */
function makeDesk(resumedSeed: number | null = null) {
  const asked: { obs: number[]; begins: boolean | undefined; answer(reply: BotReply): void }[] = [];
  const time = { ms: 0 };
  const bots: Bots = {
    load: () => Promise.resolve(),
    infer: (_, obs, memory) => new Promise((answer) => asked.push({ obs, begins: memory?.begins, answer })),
    close: () => Promise.resolve(),
  };
  const study = { id: 's', readFiles: () => Promise.resolve({}), readFile: () => Promise.resolve(new Uint8Array()) };
  const policy = { kind: 'onnx' as const, model: 'm.onnx', metadata, fallback: 0 };
  const mind = createModelMind(bots, policy, { study, name: 'm', agent: 'a', key: 'g/a' });
  const asker = createAsker({ nowMs: () => time.ms }, { a: { mind, resumedSeed } });
  const reply = async (index: number, memory?: BotReply['memory']): Promise<void> => {
    asked[index]?.answer({ output: [0, 1], inferMs: 1, memory });
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

test('every episode begins with an empty memory, also where its first question is skipped, and says so once', async () => {
  const { asker, asked, reply } = makeDesk();
  asker.ask(0, 1, { a: [0] });
  asker.ask(1, 1, { a: [1] });
  await reply(0, 'begun');
  expect([asker.takeMemory('a'), asker.takeMemory('a')]).toEqual(['begun', null]);
  // The first question of the next episode is asked while the last one of this is at work, and is skipped.
  asker.ask(0, 2, { a: [2] });
  asker.ask(1, 2, { a: [3] });
  await reply(1);
  await reply(2, 'begun');
  asker.ask(2, 2, { a: [4] });
  expect(asked.map(({ obs, begins }) => [...obs, begins])).toEqual([
    [0, true],
    [1, false],
    [3, true],
    [4, false],
  ]);
  await reply(3);
  asker.forget('a');
  asker.ask(3, 2, { a: [5] });
  expect(asked.at(-1)?.begins).toBe(true);
});

test('in an episode that is taken up again the memory is lost, and is not in the next', async () => {
  const { asker, asked, reply } = makeDesk(7);
  asker.ask(40, 7, { a: [0] });
  await reply(0, 'begun');
  expect(asked[0]?.begins).toBe(true);
  expect(asker.takeMemory('a')).toBe('lost');
  asker.ask(0, 8, { a: [0] });
  await reply(1, 'begun');
  expect(asker.takeMemory('a')).toBe('begun');
  // A model that is not recurrent has nothing to lose.
  const plain = makeDesk(7);
  plain.asker.ask(40, 7, { a: [0] });
  await plain.reply(0);
  expect(plain.asker.takeMemory('a')).toBeNull();
});
