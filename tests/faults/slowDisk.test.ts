import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { drawInteger } from '../../main/cli/testBot/createDraws';
import { CYCLES, drawsOf, report } from './campaign';
import { canStrace } from './traceJournal';
import { openSitting, type Sitting } from './openSitting';
import { slowSyncs } from './slowSyncs';
import { startHost } from './startHost';

const BOTS = 4;
const SYNC_TAKES_MS = 900;
const STOPS = Math.max(1, Math.round(CYCLES / 50));
const STOPS_WITHIN_MS = 2500;

if (!canStrace) process.stdout.write('\na slow disk: skipped: there is no strace that may trace here\n');

let folder: string;
let sitting: Sitting | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-slow-'));
});
afterEach(async () => {
  await sitting?.close();
  sitting = null;
  rmSync(folder, { recursive: true, force: true });
});

async function sitDown(): Promise<Sitting> {
  const dataDir = join(folder, 'data');
  const port = await findFreePort();
  sitting = await openSitting(dataDir, BOTS, () => startHost({ dataDir, port }));
  return sitting;
}

test.skipIf(!canStrace)(
  'a slow disk: games play, nothing is confirmed before it is on disk, and the console says so',
  { timeout: 300_000 },
  async () => {
    const own = await sitDown();
    await own.goesOn();
    const kinds = (): string[] => (own.operator().view().recording?.troubles ?? []).map(({ kind }) => kind);
    const slow = slowSyncs(own.host().pid, own.room.journalFile, SYNC_TAKES_MS);
    const tookMs: number[] = [];
    try {
      await expect.poll(kinds, { timeout: 60_000, interval: 50 }).toContain('slow');
      await own.goesOn();
      for (const [type, event] of [
        ['session:pause', 'sessionPaused'],
        ['session:resume', 'sessionResumed'],
      ] as const) {
        const askedMs = performance.now();
        // Also a stalled disk is a slow one: then it is refused until play goes on.
        await expect.poll(() => own.operator().request(type, {}), { timeout: 60_000 }).toMatchObject({ ok: true });
        own.room.commands.push({ event, outcome: 'ok' });
        tookMs.push(Math.round(performance.now() - askedMs));
      }
    } finally {
      await slow.stop();
    }
    for (const one of tookMs) expect(one).toBeGreaterThanOrEqual(SYNC_TAKES_MS);
    await expect.poll(kinds, { timeout: 60_000 }).toEqual([]);
    await own.goesOn();
    const book = await own.finish();
    report('slow disk', { syncTakesMs: SYNC_TAKES_MS, commandsTookMs: tookMs, rows: book.rows() });
  },
);

test(`SIGTERM at a random moment, ${STOPS} times: the host ends in order, and the record goes on`, {
  timeout: 120_000 + STOPS * 30_000,
}, async () => {
  const own = await sitDown();
  const draw = drawsOf('stops');
  for (let stop = 0; stop < STOPS; stop += 1) {
    await own.goesOn();
    // The moment is what is drawn.
    await new Promise((resolve) => setTimeout(resolve, drawInteger(draw, 0, STOPS_WITHIN_MS)));
    await own.stopAndReturn();
    if (own.operator().view().session?.phase === 'paused') await own.room.command(own.host(), 'sessionResumed');
  }
  await own.goesOn();
  const book = await own.finish();
  report('stops', { stops: STOPS, rows: book.rows() });
});
