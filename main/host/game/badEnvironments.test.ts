import { beforeAll, expect, test } from 'vitest';
import type { GameSpec } from './GameSpec';
import { makeSpec, type ObservedGame, observeGame } from '../../../tests/game/playFixture';
import { onPlayFixture } from '../../../tests/game/onPlayFixture';

/** One bad environment hurts one game: each plays beside a good one in the same interpreter. */

/** Longer than any of the bad ones takes on a machine that is busy with other things. */
const TICKS = 1500;
const fixture = onPlayFixture();
let undisturbed: ObservedGame;
beforeAll(async () => {
  undisturbed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { pace: 'lockstep', maxTicks: TICKS }));
  undisturbed.game.start();
  await undisturbed.game.done;
});

type Case = {
  file: string;
  className: string;
  kwargs?: Record<string, unknown>;
  kind: RegExp;
  record?: Partial<GameSpec['record']>;
};

/** Plays the bad one until it is over, while the good one goes on; then the good one a little further, and stops it. */
async function playBeside({
  file,
  className,
  kwargs = {},
  record,
}: Case): Promise<{ good: ObservedGame; bad: ObservedGame }> {
  const good = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { game: 'good', maxTicks: TICKS }));
  good.game.start();
  await good.until(() => good.ticks().length >= 5);
  const kept = { infos: false, observations: false, frames: false, ...record };
  const bad = observeGame(fixture.pool, makeSpec(file, className, { game: 'bad', maxTicks: 30, record: kept }, kwargs));
  bad.game.start();
  await bad.game.done;
  const seen = good.ticks().length;
  await good.until(() => good.ticks().length >= Math.min(TICKS, seen + 15));
  await good.game.stop();
  return { good, bad };
}

function expectUnharmed(good: ObservedGame): void {
  const ticks = good.ticks().map(({ tick }) => tick);
  expect(ticks).toEqual(ticks.map((_, index) => index + 1));
  expect(undisturbed.hashes()).toMatchObject(good.hashes());
  expect(Object.keys(good.hashes()).length).toBeGreaterThan(0);
  expect(good.notices.some(({ type }) => type === 'failed')).toBe(false);
}

const failureOf = ({ notices }: ObservedGame) =>
  notices.flatMap((notice) => (notice.type === 'failed' ? [notice.error] : []))[0];

const deadly: Case[] = [
  { file: 'loops.py', className: 'Loops', kwargs: { at: 3 }, kind: /^timeout$/ },
  { file: 'exits.py', className: 'Exits', kwargs: { at: 3 }, kind: /^crash$/ },
  // On a starved machine so much memory is not there in the time that a step has.
  { file: 'leaks.py', className: 'Leaks', kwargs: { size_mb: 100 }, kind: /^(crash|timeout)$/ },
];
test.each(deadly)(
  '$file takes its interpreter down: it fails, the other game goes on at its tick on another',
  async (one) => {
    const { good, bad } = await playBeside(one);
    expect(failureOf(bad)).toMatchObject({ kind: expect.stringMatching(one.kind) as string, file: one.file });
    expect(good.notices.map(({ type }) => type)).toContain('restored');
    expectUnharmed(good);
  },
);

/** A hundred megabytes: whichever limit it meets first, memory or time, it is that game's end only. */
test('an observation of a hundred megabytes ends its game; the other one goes on', async () => {
  const { good, bad } = await playBeside({
    file: 'wide.py',
    className: 'Wide',
    kwargs: { numbers: 12_500_000, at: 3 },
    record: { observations: true },
    kind: /^$/,
  });
  expect(failureOf(bad)?.kind).toMatch(/^(contract|raise|crash|timeout)$/);
  expect(failureOf(bad)?.message).not.toBe('');
  expectUnharmed(good);
});

const loud: Case[] = [
  { file: 'raises.py', className: 'Raises', kwargs: { at: 3 }, kind: /^raise$/ },
  { file: 'leaks.py', className: 'Leaks', kwargs: { size_mb: 2000 }, kind: /^raise$/ },
  {
    file: 'wide.py',
    className: 'Wide',
    kwargs: { numbers: 80_000, at: 3 },
    record: { observations: true },
    kind: /^contract$/,
  },
];
test.each(loud)('$file fails with its fault; the other game does not notice', async (one) => {
  const { good, bad } = await playBeside(one);
  expect(failureOf(bad)).toMatchObject({ kind: expect.stringMatching(one.kind) as string });
  expect(good.notices.map(({ type }) => type)).not.toContain('restored');
  expectUnharmed(good);
});

const harmless: Case[] = [
  { file: 'prints.py', className: 'Prints', kind: /^$/ },
  { file: 'later.py', className: 'Later', kind: /^$/ },
];
test.each(harmless)('$file is played to its end, and the other game does not notice', async (one) => {
  const { good, bad } = await playBeside(one);
  expect(bad.notices.map(({ type }) => type)).toEqual(['episodeStarted', 'episodeEnded', 'finished']);
  expect(good.notices.map(({ type }) => type)).not.toContain('restored');
  expectUnharmed(good);
});
