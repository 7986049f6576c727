import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openJournal } from '../../main/host/record/openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from '../../main/host/record/testing/buildRecordWorker.node';
import { CYCLES, drawsOf, report, SEED, spread } from './campaign';
import { createDisk, type Disk, noDisk } from './createDisk';
import { killNow } from './startHost';

const CUTS = Math.max(10, Math.round(CYCLES / 5));
const CUTS_PER_JOURNAL = 10;
const LONGEST_MS = 300;
const FIRST_WORD_WITHIN_MS = 60_000;

if (noDisk !== null) process.stdout.write(`\npower cuts: skipped: ${noDisk}\n`);

type Damage = { told: number; lost: number[]; tornAt: string[] };

/** What a cut leaves of a journal that was being written, and how long it takes to have it open again. */
async function cutPower(disk: Disk, built: BuiltRecordWorker, file: string, first: number, delayMs: number) {
  const mode = first === 1 ? 'create' : 'continue';
  const child = spawn(process.execPath, [built.childFile, file, built.workerFile, mode, String(first)]);
  const ended = once(child, 'exit');
  let said = '';
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()));
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`It wrote nothing: ${complaint}`)), FIRST_WORD_WITHIN_MS);
      child.stdout.on('data', (piece: Buffer) => {
        if (said === '') {
          clearTimeout(timer);
          setTimeout(resolve, delayMs);
        }
        said += piece.toString();
      });
      child.once('exit', () => reject(new Error(`It ended by itself: ${complaint}`)));
    });
    disk.cut();
  } finally {
    if (child.pid !== undefined) killNow(child.pid);
    await ended;
  }
  disk.restore();
  const last = Number(said.trim().split('\n').at(-1));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

async function look(workerFile: string, file: string, told: readonly number[]): Promise<Damage & { openMs: number }> {
  const startedMs = performance.now();
  const journal = await openJournal({ file, create: false, workerFile });
  const openMs = performance.now() - startedMs;
  try {
    const { damage } = await journal.check();
    const times = (await journal.events()).map(({ atMs }) => atMs);
    const ticks = new Set((await journal.ticks('g', 0)).map(({ tick }) => tick));
    const present = new Set(times);
    const isWhole = (number: number): boolean =>
      ticks.has(number) && [0, 0.25, 0.5].every((part) => present.has(number + part));
    const tornAt = damage.map(({ message }) => message);
    if (present.size !== times.length) tornAt.push('an event is there twice');
    return { told: told.length, lost: told.filter((number) => !isWhole(number)), tornAt, openMs };
  } finally {
    await journal.close();
  }
}

/** Writes with acknowledgements to a disk whose power is cut, over and over. `openWith`: reads what is left. */
async function runCuts(name: string, cuts: number, built: BuiltRecordWorker, openWith: string) {
  const draw = drawsOf(name);
  const disk = createDisk(64);
  const sum = { cuts: 0, told: 0, lost: 0, cutsThatLost: 0, torn: [] as string[], openMs: [] as number[] };
  try {
    for (let journal = 1; sum.cuts < cuts; journal += 1) {
      const file = join(disk.folder, `${journal}.sqlite`);
      const told: number[] = [];
      for (let cut = 0; cut < CUTS_PER_JOURNAL && sum.cuts < cuts; cut += 1) {
        const first = cut * 1_000_000 + 1;
        const now = await cutPower(disk, built, file, first, draw() * LONGEST_MS);
        sum.cuts += 1;
        sum.told += now.length;
        told.push(...now);
        const found = await look(openWith, file, told);
        sum.openMs.push(found.openMs);
        sum.lost += found.lost.length;
        if (found.lost.length > 0) sum.cutsThatLost += 1;
        sum.torn.push(...found.tornAt);
        // What is lost was counted: the next cut is held against its own.
        for (const number of found.lost) told.splice(told.indexOf(number), 1);
      }
    }
  } finally {
    disk.drop();
  }
  const { openMs, ...counts } = sum;
  report(`power cuts, ${name}`, { ...counts, rowsPerNumber: 4, openMs: spread(openMs) });
  return sum;
}

describe.skipIf(noDisk !== null)('the power is cut while a journal is written (needs root to mount a disk)', () => {
  let built: BuiltRecordWorker;
  let hasty: BuiltRecordWorker;
  beforeAll(async () => {
    built = await buildRecordWorker();
    hasty = await buildRecordWorker({
      source: 'insertRows.node.ts',
      text: 'PRAGMA synchronous = FULL',
      instead: 'PRAGMA synchronous = NORMAL',
    });
  });
  afterAll(() => {
    built?.drop();
    hasty?.drop();
  });

  test(`${CUTS} times: nothing that was confirmed is lost`, { timeout: 60_000 + CUTS * 20_000 }, async () => {
    const sum = await runCuts('as built', CUTS, built, built.workerFile);
    expect(sum, `seed ${SEED}`).toMatchObject({ cuts: CUTS, lost: 0, torn: [] });
    expect(sum.told).toBeGreaterThan(CUTS * 5);
  });

  test('and a journal that does not wait for the disk is caught losing: these cuts are real', {
    timeout: 300_000,
  }, async () => {
    const sum = await runCuts('synchronous=NORMAL', 5, hasty, built.workerFile);
    expect(sum.lost, `seed ${SEED}`).toBeGreaterThan(0);
    // What is left is a whole beginning all the same.
    expect(sum.torn).toEqual([]);
  });
});
