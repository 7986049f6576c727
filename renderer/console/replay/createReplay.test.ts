import { expect, it } from 'vitest';
import type { Ack, GameFrame } from '../../../protocol/message';
import type { ReplayEpisode, ReplayPart } from '../../../protocol/replay';
import { createReplay, type Replay } from './createReplay';

const TICKS = 200;
const episode: ReplayEpisode = {
  game: 'g',
  scene: 's',
  episode: 0,
  ticks: TICKS,
  tickHz: 10,
  canvas: { width: 100, height: 100 },
  members: { a: 'AAAA' },
};
const stepAt = (tick: number): ReplayPart['steps'][number] => ({
  tick,
  frames: { '*': { reset: tick === 0, set: [{ id: 'ball', kind: 'circle', x: tick, y: 0, radius: 1 }], del: [] } },
  actions: { a: tick % 2 },
  rewards: { a: 1 },
});

/** A replay on a clock and a screen of the test's own, whose host gives 50 ticks at a time. */
function open(answer?: (fromTick: number) => Ack<ReplayPart>) {
  let nowMs = 0;
  let due: (() => void)[] = [];
  const seen: GameFrame[] = [];
  const replay: Replay = createReplay({
    episode,
    load: (fromTick) =>
      Promise.resolve(
        answer?.(fromTick) ?? {
          ok: true,
          steps: Array.from({ length: Math.min(50, TICKS + 1 - fromTick) }, (_, nth) => stepAt(fromTick + nth)),
          ticks: TICKS,
          differsAt: null,
        },
      ),
    nowMs: () => nowMs,
    onNextPicture(run) {
      due.push(run);
      return () => void (due = due.filter((one) => one !== run));
    },
  });
  replay.source((frame) => seen.push(frame));
  return {
    replay,
    seen,
    pass(ms: number) {
      nowMs += ms;
      const now = due;
      due = [];
      for (const run of now) run();
    },
    loaded: () => expect.poll(() => replay.state.getState().reached).toBe(TICKS),
  };
}
const ballAt = (frame: GameFrame | undefined): unknown => frame?.delta.set[0]?.x;

it('shows the beginning at once, and loads the rest', async () => {
  const { seen, loaded, replay } = open();
  await loaded();
  expect(ballAt(seen[0])).toBe(0);
  expect(seen).toHaveLength(1);
  expect(replay.state.getState()).toMatchObject({ tick: 0, ticks: TICKS, seer: '*', isPlaying: false });
});

it('plays at the rate of the game times the speed, and stops at the end', async () => {
  const { replay, seen, pass, loaded } = open();
  await loaded();
  replay.play();
  pass(1000);
  expect(replay.state.getState().tick).toBe(10);
  expect(seen.map(({ tick }) => tick)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  replay.setSpeed(4);
  pass(1000);
  expect(replay.state.getState().tick).toBe(50);
  pass(60_000);
  expect(replay.state.getState()).toMatchObject({ tick: TICKS, isPlaying: false });
  expect(ballAt(seen.at(-1))).toBe(TICKS);
  replay.play();
  expect(replay.state.getState().tick).toBe(0);
});

it('jumps with a whole picture, forwards and back, and steps one by one', async () => {
  const { replay, seen, loaded } = open();
  await loaded();
  replay.seek(150);
  expect(seen.at(-1)).toMatchObject({ tick: 150, delta: { reset: true } });
  replay.seek(151);
  expect(seen.at(-1)?.delta.reset).not.toBe(true);
  replay.seek(7);
  expect(seen.at(-1)).toMatchObject({ tick: 7, delta: { reset: true } });
  expect(ballAt(seen.at(-1))).toBe(7);
  replay.seek(1e9);
  expect(replay.state.getState().tick).toBe(TICKS);
});

it('waits for ticks that are still being stepped, without a rush afterwards', async () => {
  let more: (part: Ack<ReplayPart>) => void = () => undefined;
  const held = new Promise<Ack<ReplayPart>>((resolve) => (more = resolve));
  let nowMs = 0;
  const due: (() => void)[] = [];
  const part = (from: number, count: number): Ack<ReplayPart> => ({
    ok: true,
    steps: Array.from({ length: count }, (_, nth) => stepAt(from + nth)),
    ticks: TICKS,
    differsAt: null,
  });
  const replay = createReplay({
    episode,
    load: (from) => (from === 0 ? Promise.resolve(part(0, 11)) : from === 11 ? held : new Promise(() => undefined)),
    nowMs: () => nowMs,
    onNextPicture: (run) => (due.push(run), () => undefined),
  });
  await expect.poll(() => replay.state.getState().reached).toBe(10);
  replay.play();
  const pass = (ms: number): void => {
    nowMs += ms;
    for (const run of due.splice(0)) run();
  };
  pass(5_000);
  expect(replay.state.getState()).toMatchObject({ tick: 10, isPlaying: true });
  more(part(11, 50));
  await expect.poll(() => replay.state.getState().reached).toBe(60);
  pass(200);
  expect(replay.state.getState().tick).toBe(12);
});

it('says why no more comes, and keeps what there is', async () => {
  const { replay } = open((from) =>
    from === 0
      ? { ok: true, steps: [0, 1, 2].map(stepAt), ticks: TICKS, differsAt: null }
      : { ok: false, error: { code: 'replay/failed', message: 'No more.' } },
  );
  await expect.poll(() => replay.state.getState().problem).toBe('No more.');
  replay.seek(2);
  expect(replay.state.getState()).toMatchObject({ tick: 2, reached: 2 });
});
