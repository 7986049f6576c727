import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { type ConsoleEnd, openConsole } from '../../main/cli/openConsole.node';
import { runCubicle } from '../e2e/runCubicle';
import { CYCLES, report, SEED } from './campaign';
import { createLedger } from './createLedger';
import { createRoom, type Room } from './createRoom';
import { putFaultStudy } from './putFaultStudy';
import { type StartedHost, startHost } from './startHost';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const BOTS = 4;
const ROUNDS = CYCLES >= 1000 ? 5 : 1;
const WITHIN_MS = 30_000;

const disk = mkdtempSync(join(tmpdir(), 'cubicle-full-'));
const ballast = join(disk, 'ballast');
let host: StartedHost | null = null;
let room: Room | null = null;

beforeAll(() => {
  if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
});
afterAll(async () => {
  room?.close();
  await host?.kill();
  if (isRoot) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Leaves no byte. */
function fill(): void {
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize + bsize, 1));
  } catch {
    // As it should be: there was room for less.
  }
}

/** Of all games together: it stands still when they do. */
const ticksOf = ({ witness }: Room): number => witness.frames.length;

async function poll(isTrue: () => boolean, what: string): Promise<number> {
  const startedMs = performance.now();
  await expect.poll(isTrue, { timeout: WITHIN_MS, interval: 20, message: what }).toBe(true);
  return performance.now() - startedMs;
}

test.skipIf(!isRoot)(
  'a full disk stops play by itself and lets it go on by itself, and nothing that was confirmed is lost (needs root to mount)',
  { timeout: 180_000 },
  async () => {
    putFaultStudy(disk);
    host = await startHost({ dataDir: disk, port: await findFreePort() }).ready;
    const own = (room = await createRoom(host, BOTS, SEED));
    const console: ConsoleEnd = await openConsole(host);
    const kinds = (): string[] => (console.view().recording?.troubles ?? []).map(({ kind }) => kind);
    const isHeld = (): boolean => kinds().includes('held');
    const pausedSeats = (): number => [...own.witness.screens.values()].filter(({ paused }) => paused).length;
    await poll(() => kinds().includes('low'), 'the console warns of a nearly full disk');
    const stops: number[] = [];
    const returns: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = ticksOf(own);
      await poll(() => ticksOf(own) > before + 60, 'games play');
      fill();
      stops.push(await poll(isHeld, 'the console says that play stands still'));
      expect(console.view().recording?.troubles[0]?.message).toMatch(/is full\. Free some space there/);
      expect(console.view().session?.phase).toBe('running');
      await poll(() => pausedSeats() === BOTS, 'every station shows a break');
      const refused = await console.request('session:pause', {});
      expect(refused.ok ? '' : refused.error.message).toMatch(
        /^Play stands still, and this can be done when it goes on/,
      );
      const still = ticksOf(own);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(ticksOf(own)).toBe(still);
      rmSync(ballast);
      returns.push(await poll(() => !isHeld(), 'play goes on when there is room'));
      await poll(() => pausedSeats() === 0, 'no station shows a break');
      await poll(() => ticksOf(own) > still + 30, 'games go on');
    }
    expect(own.witness.complaints).toEqual([]);
    expect(own.complaints).toEqual([]);
    console.close();
    own.close();
    await own.end(host);
    expect(await host.stop(), host.output()).toBe(0);
    host = null;

    const ledger = createLedger(own.journalFile);
    const rows = ledger.copy().read();
    ledger.drop();
    const events = rows.flatMap((row) => (row.kind === 'event' ? [row.body] : []));
    const holds = events.flatMap((event) => (event.type === 'sessionHeld' ? [event] : []));
    expect(holds.map(({ reason }) => reason)).toEqual(Array(ROUNDS).fill('the disk was full'));
    for (const { atMs, fromMs } of holds) expect(atMs - fromMs).toBeGreaterThan(1500);
    const confirmed = own.witness.asked.filter(({ outcome }) => outcome === 'ok');
    const key = (participant: string, scene: string): string => `${participant} ${scene}`;
    const seatOf = new Map(
      events.flatMap((event) => (event.type === 'seatAdded' ? [[event.participant, event.seat]] : [])),
    );
    const written = events.flatMap((event) =>
      event.type === 'answersSubmitted' ? [key(seatOf.get(event.participant) ?? '', event.scene)] : [],
    );
    expect(new Set(written).size).toBe(written.length);
    const forms = confirmed.filter(({ message }) => message === 'form:submit');
    for (const { seat, scene } of forms) expect(written).toContain(key(seat, scene));
    const verified = await runCubicle(['verify', own.folder]);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    report('full disk', {
      rounds: holds.length,
      confirmedForms: forms.length,
      lost: 0,
      stopsWithinMs: stops.map(Math.round),
      goesOnWithinMs: returns.map(Math.round),
      rows: rows.length,
    });
  },
);
