import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../../protocol/event';
import type { JournalRow } from '../../../../protocol/journal';
import { payment } from '../../../../protocol/payment';
import type { EventRow } from '../Journal';
import { storeRows } from '../testing/layOut';
import { parseCsv } from '../testing/parseCsv';
import { sampleSession } from '../testing/sampleSession';
import { keepPaymentDetails } from './paymentDetails.node';
import { readPayments, writePayments } from './paymentList.node';

let root: string;
let record: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'payments-'));
  record = join(root, 'record');
  mkdirSync(record);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const spec = payment.parse({ currency: 'EUR', showUpFee: 5, perPoint: 0.1, points: ['play', 'quiz'] });
const change = (rows: JournalRow[], edit: (body: SessionEvent) => SessionEvent): JournalRow[] =>
  rows.map((row) => (row.kind === 'event' ? { ...row, body: edit(row.body) } : row));
const paid = (rows = sampleSession('answer-canary')): JournalRow[] =>
  change(rows, (body) =>
    body.type === 'sessionCreated' ? { ...body, study: { ...body.study, payment: spec } } : body,
  );
const adjust = (participant: string, amount: string, reason: string): JournalRow => ({
  kind: 'event',
  atMs: 5000,
  game: null,
  participant,
  seat: null,
  body: { type: 'paymentAdjusted', atMs: 5000, participant, amount, reason },
});
const journalOf = (rows: JournalRow[]) => ({
  events: () => Promise.resolve(storeRows(rows).filter((row): row is EventRow => row.kind === 'event')),
});

describe('the payment list', () => {
  it('has one row per seat, everything that makes up the total, and room to sign; and no answers', async () => {
    const list = await readPayments(record, false, journalOf([...paid(), adjust('q2345678', '-1.50', '=late')]));
    expect(parseCsv(list.text)).toEqual([
      [
        'seat',
        'participant',
        'points',
        'payoff',
        'show_up_fee',
        'adjustment',
        'reason',
        'total',
        'currency',
        'signature',
      ],
      ['LAB01', 'p2345678', '4', '0.40', '5.00', '0.00', null, '5.40', 'EUR', null],
      ['LAB02', 'q2345678', '0', '0.00', '5.00', '-1.50', "'=late", '3.50', 'EUR', null],
    ]);
    expect(list).toMatchObject({ participants: 2, total: '8.90', currency: 'EUR' });
    expect(list.text).not.toContain('answer-canary');
  });

  it('has names and bank details only when they are asked for', async () => {
    const who = { participant: 'p2345678', seat: 'LAB01', scene: 'bank', wall: '' };
    await keepPaymentDetails(record, { ...who, answers: { iban: 'OLD' } });
    await keepPaymentDetails(record, { ...who, answers: { iban: 'DE00', name: '=cmd' } });
    expect((await readPayments(record, false, journalOf(paid()))).text).not.toContain('DE00');
    const [header, first, second] = parseCsv((await readPayments(record, true, journalOf(paid()))).text);
    expect(header?.slice(-3)).toEqual(['bank.iban', 'bank.name', 'signature']);
    expect(first?.slice(-3)).toEqual(['DE00', "'=cmd", null]);
    expect(second?.slice(-3)).toEqual([null, null, null]);
  });

  it('says so when the study pays nothing', async () => {
    await expect(readPayments(record, false, journalOf(sampleSession()))).rejects.toMatchObject({
      code: 'record/missing',
    });
  });

  it('adds up to the cent: the total is the logged payoffs, fees and adjustments, whatever was played', async () => {
    const cents = (text: string | null | undefined): bigint => BigInt((text ?? '').replace('.', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.integer({ min: 0, max: 99_999 }),
        async (one, two, more) => {
          const played = change(paid(), (body) =>
            body.type === 'episodeEnded'
              ? { ...body, returns: { left: body.episode === 0 ? one : two, right: 7 } }
              : body,
          );
          const amount = `${Math.floor(more / 100)}.${String(more % 100).padStart(2, '0')}`;
          const list = await readPayments(record, false, journalOf([...played, adjust('p2345678', amount, 'x')]));
          const rows = parseCsv(list.text).slice(1);
          const sum = (column: number): bigint => rows.reduce((total, row) => total + cents(row[column]), 0n);
          expect(cents(list.total)).toBe(sum(3) + sum(4) + sum(5));
          expect(sum(7)).toBe(cents(list.total));
          expect(sum(5)).toBe(BigInt(more));
          expect(Number(rows[0]?.[2])).toBeCloseTo(one + two, 5);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the file of a payment list', () => {
  it('is for this user only, and never takes the place of another', async () => {
    const target = join(root, 'pay.csv');
    await writePayments('a,b\r\n', target, record);
    expect(readFileSync(target, 'utf8')).toBe('a,b\r\n');
    if (process.platform !== 'win32') expect(statSync(target).mode & 0o777).toBe(0o600);
    await expect(writePayments('other', target, record)).rejects.toMatchObject({ code: 'record/exists' });
    await expect(writePayments('x', join(record, 'pay.csv'), record)).rejects.toMatchObject({
      code: 'record/badTarget',
    });
    expect(readFileSync(target, 'utf8')).toBe('a,b\r\n');
    expect(readdirSync(root).sort()).toEqual(['pay.csv', 'record']);
  });
});
