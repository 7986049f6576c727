import { expect, it } from 'vitest';
import type { GameFrame } from '../../protocol/message';
import { createFrameHub } from './createFrameHub';

const frame = (game: string, tick: number): GameFrame => ({
  game,
  episode: 0,
  tick,
  applied: 0,
  countdownMs: 0,
  delta: { set: [], del: [] },
});

it('asks once for all pictures of one rendering, and gives each its own frames', async () => {
  const asked: string[][] = [];
  const hub = createFrameHub((games) => {
    asked.push(games);
    return Promise.resolve({ ok: true, frames: games.map((game) => frame(game, 1)) });
  });
  const seen: string[] = [];
  const stopA = hub.source('a')(({ game, tick }) => seen.push(`${game}${tick}`));
  hub.source('b')(({ game, tick }) => seen.push(`${game}${tick}`));
  await expect.poll(() => seen).toEqual(['a1', 'b1']);
  expect(asked).toEqual([['a', 'b']]);
  hub.push(frame('a', 2));
  hub.push(frame('other', 2));
  expect(seen).toEqual(['a1', 'b1', 'a2']);
  stopA();
  hub.push(frame('a', 3));
  await expect.poll(() => asked).toEqual([['a', 'b'], ['b']]);
  expect(seen).not.toContain('a3');
});
