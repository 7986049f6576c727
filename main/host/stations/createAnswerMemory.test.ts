import { expect, it } from 'vitest';
import { createAnswerMemory, isMessageName } from './createAnswerMemory';

it('does a message once however often it comes, also while it is under way', async () => {
  const memory = createAnswerMemory();
  let done = 0;
  const run = async () => ({ ack: { ok: true as const, done: ++done } });
  const answers = await Promise.all([memory.once('a', run), memory.once('a', run), memory.once('b', run)]);
  expect(answers.map(({ ack }) => ack)).toEqual([
    { ok: true, done: 1 },
    { ok: true, done: 1 },
    { ok: true, done: 2 },
  ]);
  expect(await memory.once('a', run)).toBe(answers[0]);
});

it('lets what failed be tried again', async () => {
  const memory = createAnswerMemory();
  await expect(memory.once('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await memory.once('a', () => Promise.resolve({ ack: { ok: true } }))).toEqual({ ack: { ok: true } });
});

it('forgets the oldest names first', async () => {
  const memory = createAnswerMemory();
  let done = 0;
  const run = async () => ({ ack: { ok: true as const, done: ++done } });
  for (let index = 0; index <= 500; index += 1) await memory.once(`${index}`, run);
  await memory.once('1', run);
  expect(done).toBe(501);
  await memory.once('0', run);
  expect(done).toBe(502);
});

it.each([
  ['0123456789abcdef0123456789abcdef', true],
  ['x', false],
  [{}, false],
  [undefined, false],
  ['F'.repeat(32), false],
])('%j is a name: %s', (name, is) => expect(isMessageName(name)).toBe(is));
