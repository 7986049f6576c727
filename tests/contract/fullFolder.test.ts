import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createCourier } from '../../main/host/sync/createCourier.node';
import { createFileTarget } from '../../main/host/sync/createFileTarget';
import { openFolderStore } from '../../main/host/sync/openFolderStore.node';
import { emptySyncState } from '../../main/host/sync/SyncState';
import { noDisk } from '../faults/createDisk';
import { makeFiles } from '../sync/makeFiles';
import { readFolder } from '../sync/readFolder';

const MiB = 2 ** 20;
const minuteMs = 60_000;
/** A busy machine is no silent one. */
const patient = { timeout: 90_000 };

let far: string;
beforeAll(() => {
  far = mkdtempSync(join(tmpdir(), 'cubicle-far-'));
  if (noDisk) console.warn(noDisk);
  else execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', far]);
});
afterEach(() => void vi.useRealTimers());
afterAll(() => {
  if (!noDisk) execFileSync('umount', [far]);
  rmSync(far, { recursive: true, force: true });
});

it.skipIf(noDisk !== null)(
  'says once that a folder is full, and goes on by itself when there is room again',
  async () => {
    writeFileSync(join(far, 'ballast'), Buffer.alloc(6 * MiB, 1));
    const made = makeFiles({ 'journal.sqlite': 3 * MiB, 'SYNCED.json': 50 });
    const { record } = made.outgoing;
    const notices: string[] = [];
    // The disk is real; only the waiting is not.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const courier = createCourier({
      target: { name: 'disk', settings: { kind: 'folder', path: far }, runningEveryMin: 0 },
      state: emptySyncState,
      secret: 'none',
      openTarget: () => Promise.resolve(createFileTarget(openFolderStore(far))),
      makeOutgoing: () => ({ outgoing: made.outgoing, drop: () => undefined }),
      keep: () => undefined,
      changed: () => undefined,
      notice: (message) => notices.push(message),
    });
    try {
      const stands = () => [courier.view().rows[0]?.phase, courier.view().problem?.code];
      courier.showRecords([{ record, folder: 'here', state: 'ended', liveRows: null }]);
      await vi.waitFor(() => expect(stands()).toEqual(['waiting', 'sync/full']), patient);
      expect(courier.view().problem?.message).toBe(`There is no room left in ${far}. Make some, then choose Sync now.`);
      expect(readFolder(join(far, record)).size).toBe(0);

      // Still full at the next look: nothing new to say.
      const before = courier.view().retryAt;
      await vi.advanceTimersByTimeAsync(10 * minuteMs);
      await vi.waitFor(() => expect(courier.view().retryAt).not.toBe(before), patient);
      expect(stands()).toEqual(['waiting', 'sync/full']);
      expect(notices).toHaveLength(1);

      rmSync(join(far, 'ballast'));
      await vi.advanceTimersByTimeAsync(10 * minuteMs);
      await vi.waitFor(() => expect(stands()).toEqual(['there', undefined]), patient);
      const there = readFolder(far);
      expect([...there.keys()].sort()).toEqual([...made.bodies.keys()].sort());
      for (const [path, body] of made.bodies) expect(there.get(path)?.equals(body), path).toBe(true);
      // What is here is as it was.
      for (const { path, file } of await made.outgoing.files())
        expect(readFileSync(file).equals(made.bodies.get(`${record}/${path}`) ?? Buffer.alloc(0)), path).toBe(true);
    } finally {
      await courier.close();
      made.drop();
    }
  },
  300_000,
);
