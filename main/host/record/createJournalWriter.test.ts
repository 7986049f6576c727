import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJournalWriter, type JournalWriter } from './createJournalWriter.node';
import { encodeRow } from './encodeRow';
import type { JournalTrouble } from './Journal';
import { type OpenedJournal, openJournalFile } from './openJournalFile.node';
import type { SqliteDriver } from './openSqlite.node';
import type { DiskState } from './probeDisk.node';
import { readPage } from './readPage.node';
import { eventAt } from './testing/journalRows';

/** What the next commits and openings meet; 'lost' fails before anything is written, 'unsure' after all was. */
type Fate = 'fine' | 'lost' | 'unsure';

describe('the writer', () => {
  let folder: string;
  let real: OpenedJournal;
  let writer: JournalWriter;
  let fate: Fate;
  let disk: DiskState;
  let canReopen: boolean;
  let commits: number;
  let syncs: number;
  let nowMs: number;
  let settled: Map<number, string>;
  let troubles: JournalTrouble['kind'][];

  beforeEach(() => {
    vi.useFakeTimers();
    folder = mkdtempSync(join(tmpdir(), 'writer-'));
    real = openJournalFile(join(folder, 'journal.sqlite'), 'create');
    [fate, disk, canReopen, commits, syncs, nowMs] = ['fine', { state: 'ok' }, true, 0, 0, 0];
    settled = new Map();
    troubles = [];
    const faulty = (): SqliteDriver => ({
      prepare: (sql) => real.driver().prepare(sql),
      close: () => real.driver().close(),
      get inTransaction() {
        return real.driver().inTransaction;
      },
      exec: (sql) => {
        if (sql === 'PRAGMA synchronous = FULL') syncs += 1;
        if (sql === 'PRAGMA wal_checkpoint(PASSIVE)' && fate !== 'fine') throw new Error('disk I/O error');
        if (sql !== 'COMMIT') return real.driver().exec(sql);
        commits += 1;
        if (fate === 'lost') throw new Error('disk I/O error');
        real.driver().exec(sql);
        if (fate === 'unsure') throw new Error('disk I/O error');
      },
    });
    writer = createJournalWriter({
      journal: {
        ...real,
        driver: faulty,
        reopen: () => {
          if (!canReopen) throw new Error('no such device');
          return real.reopen();
        },
      },
      probe: () => disk,
      wallOf: () => '2026-01-01T00:00:00.000+00:00',
      nowMs: () => nowMs,
      onSettled: (tickets, error) => {
        for (const ticket of tickets) {
          expect(settled.has(ticket)).toBe(false);
          settled.set(ticket, error?.code ?? 'written');
        }
      },
      onTrouble: ({ kind }) => void troubles.push(kind),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    real.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const append = (ticket: number, durable: boolean): void =>
    writer.append({ ticket, rows: [encodeRow(eventAt(ticket))], durable, wallMs: 0 });
  const onDisk = (): number[] => readPage(real.driver(), { afterSeq: 0, limit: 100 }).map((row) => row.atMs);
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 50) {
      nowMs += 50;
      vi.advanceTimersByTime(50);
    }
  };

  it('writes what is not urgent within 100 ms, in one commit', () => {
    for (let ticket = 1; ticket <= 5; ticket++) append(ticket, false);
    expect(settled.size).toBe(0);
    pass(100);
    expect([...settled]).toEqual([1, 2, 3, 4, 5].map((ticket) => [ticket, 'written']));
    expect(commits).toBe(1);
  });

  it('syncs what is not urgent within 150 ms, once for all that came meanwhile, and what is urgent before it says so', () => {
    append(1, false);
    vi.advanceTimersByTime(30);
    expect([settled.get(1), syncs]).toEqual(['written', 0]);
    append(2, false);
    vi.advanceTimersByTime(110);
    expect([settled.get(2), syncs]).toEqual(['written', 1]);
    vi.advanceTimersByTime(1000);
    expect(syncs).toBe(1);
    append(3, true);
    vi.advanceTimersByTime(0);
    expect([settled.get(3), syncs]).toEqual(['written', 2]);
    vi.advanceTimersByTime(1000);
    expect(syncs).toBe(2);
  });

  it('rows that keep coming are synced several times a second, not with each of them', () => {
    for (let ticket = 1; ticket <= 100; ticket++) {
      append(ticket, false);
      vi.advanceTimersByTime(10);
    }
    expect(syncs).toBeGreaterThanOrEqual(6);
    expect(syncs).toBeLessThanOrEqual(8);
  });

  it('a sync that fails is looked into as a commit is, and nothing that was written is lost or doubled', () => {
    append(1, false);
    vi.advanceTimersByTime(30);
    fate = 'unsure';
    const reopen = real.reopen;
    real.reopen = () => ((fate = 'fine'), reopen());
    vi.advanceTimersByTime(200);
    expect(troubles).toEqual(['failed', 'recovered']);
    append(2, true);
    vi.advanceTimersByTime(0);
    expect(onDisk()).toEqual([1, 2]);
  });

  it('writes what is urgent at once, together with all that has arrived, in order', () => {
    append(1, false);
    append(2, true);
    append(3, true);
    vi.advanceTimersByTime(0);
    expect(commits).toBe(1);
    expect(onDisk()).toEqual([1, 2, 3]);
  });

  it('on a full disk refuses who needs certainty, keeps the rest, and goes on by itself', () => {
    [fate, disk] = ['lost', { state: 'full' }];
    append(1, false);
    append(2, true);
    vi.advanceTimersByTime(0);
    expect([...settled]).toEqual([[2, 'record/diskFull']]);
    append(3, true);
    append(4, false);
    expect(settled.get(3)).toBe('record/diskFull');
    pass(2000);
    expect(troubles).toEqual(['full']);
    [fate, disk] = ['fine', { state: 'ok' }];
    pass(2000);
    expect(onDisk()).toEqual([1, 4]);
    expect(troubles).toEqual(['full', 'recovered']);
    append(5, true);
    vi.advanceTimersByTime(0);
    expect(settled.get(5)).toBe('written');
  });

  it('tells again that the disk is full only after it was not', () => {
    for (let round = 0; round < 2; round++) {
      [fate, disk] = ['lost', { state: 'full' }];
      append(10 * round + 1, false);
      pass(100);
      pass(1000);
      [fate, disk] = ['fine', { state: 'ok' }];
      pass(1000);
    }
    expect(troubles).toEqual(['full', 'recovered', 'full', 'recovered']);
  });

  it('after a failed commit looks at what is on disk: nothing was, so the urgent is refused and the rest written', () => {
    fate = 'lost';
    append(1, false);
    append(2, true);
    const reopened = vi.fn(() => (fate = 'fine'));
    const reopen = real.reopen;
    real.reopen = () => (reopened(), reopen());
    vi.advanceTimersByTime(0);
    expect(reopened).toHaveBeenCalledTimes(1);
    expect(settled.get(2)).toBe('record/failed');
    expect(onDisk()).toEqual([1]);
    expect(troubles).toEqual(['failed', 'recovered']);
  });

  it('after a failed commit whose rows are on disk says so, and never writes them twice', () => {
    fate = 'unsure';
    append(1, false);
    append(2, true);
    const reopen = real.reopen;
    real.reopen = () => ((fate = 'fine'), reopen());
    vi.advanceTimersByTime(0);
    expect([...settled]).toEqual([
      [1, 'written'],
      [2, 'written'],
    ]);
    append(3, true);
    vi.advanceTimersByTime(0);
    expect(onDisk()).toEqual([1, 2, 3]);
  });

  it('leaves nobody in doubt for more than five seconds: then it takes no more', () => {
    [fate, canReopen] = ['lost', false];
    append(1, true);
    vi.advanceTimersByTime(0);
    append(2, true);
    pass(4000);
    expect(settled.size).toBe(0);
    pass(2000);
    expect([...settled.values()]).toEqual(['record/closed', 'record/closed']);
    append(3, false);
    expect(settled.get(3)).toBe('record/closed');
    expect(troubles).toEqual(['failed', 'dead']);
  });

  it('at the end writes what waits, and refuses what it cannot', () => {
    append(1, false);
    writer.end();
    expect(settled.get(1)).toBe('written');
    append(2, true);
    expect(settled.get(2)).toBe('record/closed');
  });
});
