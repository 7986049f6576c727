import { expect, it, vi } from 'vitest';
import type { Ack, GameFrame } from '../../protocol/message';
import { createFrameHub } from './createFrameHub';

const frame = (game: string, tick: number): GameFrame => ({
  game,
  episode: 0,
  tick,
  delta: { set: [], del: [] },
  applied: 0,
  countdownMs: 0,
});

function makeHub() {
  const watch = vi.fn(
    (games: string[]): Promise<Ack<{ frames: GameFrame[] }>> =>
      Promise.resolve({ ok: true, frames: games.map((game) => frame(game, 0)) }),
  );
  return { watch, hub: createFrameHub(watch) };
}

it('asks once for all pictures that appear together, and gives each its own frames', async () => {
  const { hub, watch } = makeHub();
  const seen: string[] = [];
  hub.source('a')((one) => seen.push(`a${one.tick}`));
  hub.source('b')((one) => seen.push(`b${one.tick}`));
  await vi.waitFor(() => expect(seen).toEqual(['a0', 'b0']));
  expect(watch.mock.calls).toEqual([[['a', 'b']]]);
  hub.push(frame('b', 7));
  hub.push(frame('c', 8));
  expect(seen).toEqual(['a0', 'b0', 'b7']);
});

it('stops asking for a game when its last picture is gone', async () => {
  const { hub, watch } = makeHub();
  const stops = [hub.source('a')(() => undefined), hub.source('a')(() => undefined)];
  await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(1));
  stops[0]?.();
  stops[1]?.();
  await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(2));
  expect(watch.mock.calls[1]).toEqual([[]]);
});

it('asks again after a reconnect, if anybody looks', async () => {
  const { hub, watch } = makeHub();
  hub.watchAgain();
  hub.source('a')(() => undefined);
  await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(1));
  hub.watchAgain();
  await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(2));
});
