import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawInteger, drawOne } from '../../main/cli/testBot/createDraws';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { runCubicle } from '../e2e/runCubicle';
import { CYCLES, drawsOf, report } from './campaign';
import { createDisk, type Disk, noDisk } from './createDisk';
import { type Injection, injectError } from './injectError';
import { canStrace } from './traceJournal';
import { openSitting, type Sitting } from './openSitting';
import { startHost } from './startHost';

const BOTS = 4;
/** Errors that one run makes in the calls that write a journal. */
const SHOTS = Math.max(4, Math.round(CYCLES / 10));
const SHOT_LASTS_MS = 1500;
const FULL_WITHIN_MS = 60_000;
const HOUR_BACK = '-1h';
const fakeTimeLibrary = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

if (noDisk !== null) process.stdout.write(`\nfull and read-only disks: skipped: ${noDisk}\n`);
if (!canStrace) process.stdout.write('\nfailing writes and syncs: skipped: there is no strace that may trace here\n');
if (!existsSync(fakeTimeLibrary)) process.stdout.write('\na clock that jumps: skipped: there is no libfaketime here\n');

let sitting: Sitting | null = null;
let disk: Disk | null = null;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-disk-faults-'));
});
afterEach(async () => {
  await sitting?.close();
  disk?.drop();
  sitting = null;
  disk = null;
  rmSync(folder, { recursive: true, force: true });
});

async function sitDown(dataDir: string, env: Record<string, string> = {}): Promise<Sitting> {
  const port = await findFreePort();
  sitting = await openSitting(dataDir, BOTS, () => startHost({ dataDir, port, env }));
  return sitting;
}

/** After a fault a session may have been paused; the operator lets it go on when all is well again. */
async function resumeIfPaused(of: Sitting): Promise<void> {
  if (of.operator().view().session?.phase === 'paused') await of.room.command(of.host(), 'sessionResumed');
}

describe.skipIf(noDisk !== null)('a disk of its own (needs root to mount it)', { timeout: 300_000 }, () => {
  test('full: nothing confirmed is lost, and the session goes on when there is room', async () => {
    disk = createDisk(32);
    const own = await sitDown(join(disk.folder, 'data'));
    await own.goesOn();
    const ballast = join(disk.folder, 'ballast');
    const { bavail, bsize } = statfsSync(disk.folder);
    execFileSync('fallocate', ['-l', String((bavail - 16) * bsize), ballast]);
    const said = (words: RegExp): Promise<void> =>
      expect.poll(() => own.host().output(), { timeout: FULL_WITHIN_MS, interval: 20 }).toMatch(words);
    await said(/The disk that holds .* is full/);
    rmSync(ballast);
    await said(/being written again/);
    await resumeIfPaused(own);
    await own.goesOn();
    await own.killAndReturn();
    await own.goesOn();
    const book = await own.finish();
    report('full disk', { rows: book.rows() });
  });

  test('read-only: the host does not start, and says so', async () => {
    disk = createDisk(32);
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
    const run = await runCubicle(['host', '--data', join(disk.folder, 'data')]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/Nothing can be written to .*Choose another data folder/);
  });

  test('whose power is cut under a whole host: nothing confirmed is lost', async () => {
    disk = createDisk(64);
    const own = await sitDown(join(disk.folder, 'data'));
    const cuts = Math.max(2, Math.round(CYCLES / 100));
    for (let cut = 0; cut < cuts; cut += 1) {
      await own.goesOn();
      const cutDisk = disk;
      await own.killAndReturn(
        () => cutDisk.cut(),
        () => cutDisk.restore(),
      );
    }
    await own.goesOn();
    const book = await own.finish();
    report('power cuts under a host', { cuts, rows: book.rows() });
  });
});

describe.skipIf(!canStrace)('writes and syncs that fail', { timeout: 300_000 + SHOTS * 15_000 }, () => {
  test(`${SHOTS} of them: what was confirmed is there, and the session goes on`, async () => {
    const own = await sitDown(join(folder, 'data'));
    const draw = drawsOf('failing calls');
    let hits = 0;
    for (let shot = 0; shot < SHOTS; shot += 1) {
      const injection: Injection = {
        call: draw() < 0.5 ? 'fsync' : 'pwrite64',
        error: drawOne(draw, ['EIO', 'ENOSPC'] as const) ?? 'EIO',
        nth: drawInteger(draw, 1, 15),
      };
      if (await injectError(own.host().pid, own.room.journalFile, injection, SHOT_LASTS_MS)) hits += 1;
      await resumeIfPaused(own);
      await own.goesOn();
      if (draw() < 0.3) await own.killAndReturn();
    }
    const book = await own.finish();
    report('failing writes and syncs', { shots: SHOTS, hits, rows: book.rows() });
    expect(hits).toBeGreaterThan(0);
  });
});

describe.skipIf(!existsSync(fakeTimeLibrary))('a clock', { timeout: 300_000 }, () => {
  test('that is set back an hour while recording moves nothing, also over a kill', async () => {
    const clock = join(folder, 'clock');
    writeFileSync(clock, '+0');
    const own = await sitDown(join(folder, 'data'), {
      LD_PRELOAD: fakeTimeLibrary,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
    await own.goesOn();
    writeFileSync(clock, HOUR_BACK);
    await own.goesOn();
    await own.killAndReturn();
    await own.goesOn();
    const book = await own.finish();
    const { backS, sessionTimeBackMs } = book.clock();
    // The record shows the jump in its wall times; session time only ever went forward.
    expect(backS).toBeGreaterThan(3500);
    expect(sessionTimeBackMs).toBe(0);
  });
});
