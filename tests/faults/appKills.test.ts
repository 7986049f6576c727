import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, expect, test } from 'vitest';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { CYCLES, drawsOf, report, spread } from './campaign';
import { openSitting, type Sitting } from './openSitting';
import { dataOf, startApp } from './startApp';

const KILLS = Math.max(3, Math.round(CYCLES / 50));
const BOTS = 4;
const LONGEST_MS = 1500;

let sitting: Sitting | null = null;
let folder: string;
afterEach(async () => {
  await sitting?.close();
  rmSync(folder, { recursive: true, force: true });
});

test(`${KILLS} kill -9 of the whole app in the middle of a session: taken up again, nothing confirmed is lost`, {
  timeout: 300_000 + KILLS * 120_000,
}, async () => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-app-kills-'));
  const draw = drawsOf('app kills');
  const port = await findFreePort();
  const own = await openSitting(dataOf(folder), BOTS, () => startApp(folder, port));
  sitting = own;
  const backMs: number[] = [];
  const playsMs: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await own.goesOn();
    await new Promise((resolve) => setTimeout(resolve, draw() * LONGEST_MS));
    await own.killAndReturn();
    const { startedMs } = own.host();
    backMs.push((await own.comesBack()) - startedMs);
    await own.goesOn();
    playsMs.push(performance.now() - startedMs);
  }
  const book = await own.finish();
  report('app kills', {
    kills: KILLS,
    rows: book.rows(),
    stationsBackMs: spread(backMs),
    playsOnMs: spread(playsMs),
  });
  expect(book.complaints).toEqual([]);
});
