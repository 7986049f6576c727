import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SyncRecord } from '../../main/host/sync/SyncDeps';
import { buildSyncWorker } from './buildSyncWorker';
import { createDataFolder } from './createDataFolder';
import type { Fault } from './createFaultProxy';
import { expectCopy } from './expectCopy';
import { readFolder } from './readFolder';
import { startSync } from './startSync';
import { startSyncProcess } from './startSyncProcess';
import type { FarEndKind } from './targets';

export type KillFigures = { cycles: number; requests: number; records: number; bytes: number; partsSeen: number };

const MiB = 2 ** 20;

/**
 * Sends records while the line is spoilt, and kills the sending process at any moment, again and again; holds what is seen at
 * the far end to what is here after every kill, and at the end to all of it.
 * @param random numbers from [0, 1), so that a run can be repeated
 */
export async function runKills(kind: FarEndKind, cycles: number, random: () => number): Promise<KillFigures> {
  const built = await buildSyncWorker();
  const data = createDataFolder(built.recordFile);
  const far = await kind.open();
  const records: SyncRecord[] = [];
  const here = new Map<string, Buffer>();
  const sending = { file: built.syncFile, dataDir: data.dataDir, records, name: 'far', secret: far.secret };
  let partsSeen = 0;

  async function addRecord(number: number): Promise<void> {
    const record = await data.addRecord(`kill${String(number).padStart(4, '0')}`, 10);
    // Every third is large enough to go in parts.
    if (number % 3 === 0) writeFileSync(join(record.folder, 'study', 'asset.bin'), randomBytes(6 * MiB + number));
    for (const [path, body] of await data.contentOf(record))
      here.set(`${record.record}/${path.replace('ö:', '%C3%B6%3A')}`, body);
    records.push(record);
  }

  /** Whatever is seen there is one of ours, and whole. */
  async function expectNoParts(): Promise<void> {
    for (const [path, body] of await far.read()) {
      if (path.endsWith('/SYNCED.json')) JSON.parse(body.toString('utf8'));
      else if (here.get(path)?.equals(body) !== true) partsSeen += 1;
    }
    expect(partsSeen).toBe(0);
  }

  const anyFault = (): Fault => {
    const draw = random();
    if (draw < 0.5) return { kind: 'pass' };
    if (draw < 0.65) return { kind: 'answer', status: [500, 503, 429][Math.floor(random() * 3)] ?? 500 };
    if (draw < 0.9) return { kind: 'cut', afterBytes: 1 + Math.floor(random() ** 3 * 6 * MiB) };
    return { kind: 'cutDown', afterBytes: 1 + Math.floor(random() * 400) };
  };

  try {
    const first = await startSync(data.dataDir, built.syncFile);
    const target = { name: 'far', settings: far.settings, runningEveryMin: 0 };
    expect(await first.ask({ do: 'keepTarget', target, secret: far.secret, sealed: null })).toEqual({ ok: true });
    await first.close();
    for (let cycle = 0; cycle < cycles; cycle++) {
      await addRecord(cycle);
      far.proxy?.script(Array.from({ length: 200 }, anyFault));
      const process = startSyncProcess(sending);
      // Mostly when it has begun to send, however long it took to start.
      if (random() < 0.8) await expect.poll(() => process.said(), { timeout: 120_000, interval: 20 }).not.toBe('');
      await delay(random() * 1200);
      await process.kill();
      await expectNoParts();
    }
    far.proxy?.script([]);
    const last = startSyncProcess(sending);
    try {
      const thereOf = () =>
        last
          .view()
          .targets.flatMap(({ rows }) => rows)
          .filter(({ phase }) => phase === 'there').length;
      // As long as it moves: a machine that does much else takes its time.
      for (let count = thereOf(); count < records.length; count = thereOf())
        await expect.poll(thereOf, { timeout: 120_000, interval: 200 }).toBeGreaterThan(count);
    } finally {
      await last.kill();
    }
    await expectNoParts();
    const there = await far.read();
    for (const record of records) {
      const prefix = `${record.record}/`;
      const copy = [...there].filter(([path]) => path.startsWith(prefix));
      expectCopy(new Map(copy.map(([path, body]) => [path.slice(prefix.length), body])), await data.contentOf(record));
    }
    // The password is nowhere but in the process and on the line.
    const written = [...readFolder(data.dataDir).values(), ...there.values()];
    for (const body of [...written, Buffer.from(last.said()), Buffer.from(last.child.spawnargs.join(' '))])
      expect(far.secret !== null && body.includes(far.secret)).toBe(false);
    const bytes = [...here.values()].reduce((sum, body) => sum + body.length, 0);
    return { cycles, requests: far.proxy?.count() ?? 0, records: records.length, bytes, partsSeen };
  } finally {
    await far.close();
    data.drop();
    built.drop();
  }
}
