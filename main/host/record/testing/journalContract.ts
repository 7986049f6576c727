import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow, StoredRow } from '../../../../protocol/journal';
import type { Journal } from '../Journal';
import { eventAt, noOne, tickOf } from './journalRows';
import { rowArbitrary } from './rowArbitrary';

export async function allRows(journal: Journal): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  await journal.rows({}, (batch) => void rows.push(...batch));
  return rows;
}

/** What every journal promises, whatever it is kept in. `open` gives an empty one. */
export function journalContract(name: string, open: () => Promise<Journal>): void {
  describe(`${name} keeps the journal's contract`, () => {
    let journal: Journal;
    beforeEach(async () => {
      journal = await open();
    });
    afterEach(() => journal.close());

    it('numbers rows from 1, in the order they were appended, durable or not', async () => {
      const durable = [true, false, false, true, false];
      await Promise.all(
        durable.map((flag, index) => journal.append([eventAt(index), eventAt(index + 0.5)], { durable: flag })),
      );
      const rows = await allRows(journal);
      expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(rows.map((row) => row.atMs)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]);
    });

    it('shows to a read what was appended before it, though not asked to be durable', async () => {
      await journal.append([eventAt(1)], { durable: false });
      expect(await journal.events()).toHaveLength(1);
    });

    it('stamps wall time with its offset', async () => {
      await journal.append([eventAt(1)], { durable: true });
      const [row] = await journal.events();
      expect(row?.wall).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
    });

    it('filters rows by kind and by game', async () => {
      await journal.append([eventAt(1), tickOf('a', 0, 1), tickOf('b', 0, 1), tickOf('a', 0, 2)], { durable: true });
      const seqs = async (filter: Parameters<Journal['rows']>[0]): Promise<number[]> => {
        const found: number[] = [];
        await journal.rows(filter, (batch) => void found.push(...batch.map((row) => row.seq)));
        return found;
      };
      expect(await seqs({ kinds: ['tick'] })).toEqual([2, 3, 4]);
      expect(await seqs({ game: 'a' })).toEqual([2, 4]);
      expect(await seqs({ kinds: ['event', 'tick'], game: 'b' })).toEqual([3]);
      expect(await seqs({ kinds: [] })).toEqual([]);
    });

    it("gives an episode's ticks and no other's", async () => {
      await journal.append([tickOf('a', 0, 1), tickOf('a', 1, 1), tickOf('a', 1, 2), tickOf('b', 1, 1)], {
        durable: false,
      });
      expect((await journal.ticks('a', 1)).map(({ episode, tick }) => [episode, tick])).toEqual([
        [1, 1],
        [1, 2],
      ]);
      expect(await journal.ticks('c', 0)).toEqual([]);
    });

    it('streams many rows in batches and waits for the reader', async () => {
      const count = 1700;
      await journal.append(
        Array.from({ length: count }, (_, index) => eventAt(index)),
        { durable: true },
      );
      let busy = false;
      const seen: number[] = [];
      await journal.rows({ kinds: ['event'] }, async (batch) => {
        expect(busy).toBe(false);
        busy = true;
        await Promise.resolve();
        seen.push(...batch.map((row) => row.atMs));
        busy = false;
      });
      expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
    });

    it('tells where it stands: the latest session time and the last wall time', async () => {
      expect(await journal.last()).toBeNull();
      await journal.append([eventAt(5), eventAt(3)], { durable: false });
      const rows = await journal.events();
      expect(await journal.last()).toEqual({ atMs: 5, wall: rows[1]?.wall });
    });

    it('counts rows', async () => {
      await journal.append([eventAt(1), eventAt(2)], { durable: true });
      expect(journal.stats()).toMatchObject({ rows: 2, lastSeq: 2 });
      expect(journal.stats().bytes).toBeGreaterThan(0);
    });

    it.each([
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['a date', new Date(0)],
      ['a big integer', 2n ** 70n],
      ['a typed array', new Uint8Array(2)],
      ['undefined in a list', [undefined]],
    ])('refuses %s whole, with its path, and goes on', async (_, value) => {
      const bad: JournalRow = {
        kind: 'event',
        atMs: 2,
        ...noOne,
        body: { type: 'answersSubmitted', atMs: 2, participant: 'p', scene: 's', answers: { mood: value } },
      };
      await expect(journal.append([eventAt(1), bad], { durable: true })).rejects.toMatchObject({
        code: 'record/unwritable',
        message: expect.stringContaining('body.answers.mood') as string,
      });
      await journal.append([eventAt(3)], { durable: true });
      expect((await allRows(journal)).map((row) => row.atMs)).toEqual([3]);
    });

    it('refuses NUL in a name', async () => {
      await expect(journal.append([{ ...eventAt(1), seat: 'LAB\0' }], { durable: false })).rejects.toMatchObject({
        code: 'record/unwritable',
      });
    });

    it('gives back any row as it was', async () => {
      let from = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(rowArbitrary, { minLength: 1, maxLength: 8 }),
          fc.boolean(),
          async (rows, durable) => {
            await journal.append(rows, { durable });
            const stored = (await allRows(journal)).slice(from);
            from += rows.length;
            expect(stored.map(({ seq: _seq, wall: _wall, ...row }) => row)).toEqual(rows);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('refuses appends and reads once closed; closing twice is fine', async () => {
      await journal.close();
      await journal.close();
      await expect(journal.append([eventAt(1)], { durable: true })).rejects.toMatchObject({ code: 'record/closed' });
      await expect(journal.events()).rejects.toMatchObject({ code: 'record/closed' });
    });
  });
}
