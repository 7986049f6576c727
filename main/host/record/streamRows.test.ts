import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JournalRow, RowKind } from '../../../protocol/journal';
import { encodeRow } from './encodeRow';
import { insertRows } from './insertRows.node';
import { openJournalFile } from './openJournalFile.node';
import { streamRows } from './streamRows.node';
import { sampleClock, sampleInput, sampleSession, sampleShown, sampleTick } from './testing/sampleSession';

/** Many ticks, and now and then something else: a page of one kind reaches much further than a page of another. */
const row = (index: number): JournalRow =>
  index % 7 === 0
    ? sampleInput(index)
    : index % 501 === 1
      ? sampleShown(index, index)
      : index % 997 === 2
        ? sampleClock(index, 1)
        : sampleTick(0, index + 1);

it('gives the rows of any kinds in the order of the journal, each once, and accounts for all that lie between', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stream-'));
  const journal = openJournalFile(join(folder, 'journal.sqlite'), 'create');
  try {
    const rows = [...sampleSession(), ...Array.from({ length: 5000 }, (_, index) => row(index)), ...sampleSession()];
    insertRows(
      journal.driver(),
      journal.head(),
      rows.map((one) => ({ ...encodeRow(one), wall: '2026-03-14T09:26:53.589+01:00' })),
    );
    const untilSeq = rows.length - 10;
    const sets: RowKind[][] = [
      [],
      ['tick'],
      ['clock'],
      ['event', 'clock'],
      ['input', 'tick'],
      ['event', 'input', 'shown', 'clock', 'tick'],
    ];
    for (const kinds of sets) {
      const seen: number[] = [];
      let behind = 0;
      const advance = (by: number): Promise<void> => {
        behind += by;
        return Promise.resolve();
      };
      await streamRows(kinds, { driver: journal.driver(), untilSeq, advance }, (some) => {
        seen.push(...some.map((one) => one.seq));
      });
      const wanted = rows.flatMap(({ kind }, index) => (kinds.includes(kind) && index < untilSeq ? [index + 1] : []));
      expect(seen).toEqual(wanted);
      expect(behind).toBe(untilSeq);
    }
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
