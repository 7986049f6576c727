import { expect, it } from 'vitest';
import { createTurns } from './createTurns';

it('lets each begin when the one before it has ended, well or not, and tells each its own end', async () => {
  const inTurn = createTurns();
  const heard: string[] = [];
  const run = (name: string, fails: boolean) => async () => {
    heard.push(`${name} begins`);
    await Promise.resolve();
    heard.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled([inTurn(run('a', true)), inTurn(run('b', false)), inTurn(run('c', false))]);
  expect(heard).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
