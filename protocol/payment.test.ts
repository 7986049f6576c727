import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPoints, payFor, payment, sumMoney, type Payment } from './payment';

const spec = (changes: object = {}): Payment =>
  payment.parse({ currency: 'EUR', showUpFee: 5, perPoint: 0.05, points: ['play'], ...changes });

/** Money as whole cents, by other means than the code under test. */
const centsOf = (text: string): bigint => BigInt(text.replace('.', ''));
const amount = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 99 }))
  .map(([minus, whole, part]) => `${minus ? '-' : ''}${whole}.${String(part).padStart(2, '0')}`);

describe('what somebody gets', () => {
  it.each([
    ['the fee alone', {}, '0', [], { payoff: '0.00', total: '5.00' }],
    ['points at their worth', {}, '41', [], { payoff: '2.05', total: '7.05' }],
    [
      'what floats would spoil',
      { perPoint: 0.1 },
      addPoints(addPoints('0.1', 0.2), 0),
      [],
      { points: '0.3', payoff: '0.03' },
    ],
    [
      'what floats have spoiled already, rounded down',
      { perPoint: 1, roundTo: 0.5, rounding: 'down' },
      addPoints(
        '0',
        Array.from({ length: 10 }, () => 0.1).reduce((sum, one) => sum + one, 0),
      ),
      [],
      { points: '1', payoff: '1.00' },
    ],
    [
      'what floats have spoiled already, rounded up',
      { perPoint: 1, roundTo: 0.1, rounding: 'up' },
      addPoints('0', 0.1 + 0.1 + 0.1),
      [],
      { points: '0.3', payoff: '0.30' },
    ],
    ['half a cent upwards', { perPoint: 0.005 }, '1', [], { payoff: '0.01' }],
    ['rounded up to ten cents', { roundTo: 0.1, rounding: 'up' }, '41', [], { payoff: '2.10', total: '7.10' }],
    ['rounded down to fifty cents', { roundTo: 0.5, rounding: 'down' }, '41', [], { payoff: '2.00' }],
    ['losses that eat the fee', {}, '-40', [], { payoff: '-2.00', total: '3.00' }],
    ['losses rounded in favour of who lost', { roundTo: 0.5, rounding: 'up' }, '-41', [], { payoff: '-2.00' }],
    ['no negative nothing', {}, '-0.01', [], { payoff: '0.00' }],
    ['never less than nothing', {}, '-4000', [], { total: '0.00' }],
    ['an adjustment by hand', {}, '0', ['2.50', '-1'], { adjustment: '1.50', total: '6.50' }],
  ])('is %s', (_, changes, points, adjustments, pay) => {
    expect(payFor(spec(changes), points, adjustments)).toMatchObject(pay);
  });

  it('adds up to the cent: totals are fees, logged payoffs and adjustments, whatever was played', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 8 }),
            fc.array(amount, { maxLength: 3 }),
          ),
          {
            maxLength: 20,
          },
        ),
        fc.constantFrom<object>(
          {},
          { roundTo: 0.1, rounding: 'up' },
          { perPoint: 0.333, rounding: 'down' },
          { showUpFee: 200_000 },
        ),
        (people, changes) => {
          const pays = people.map(([returns, adjustments]) =>
            payFor(
              spec(changes),
              returns.reduce((sum, one) => addPoints(sum, one), '0'),
              adjustments,
            ),
          );
          const parts = pays.map((pay) => centsOf(pay.showUpFee) + centsOf(pay.payoff) + centsOf(pay.adjustment));
          const expected = parts.reduce((sum, one) => sum + (one < 0n ? 0n : one), 0n);
          expect(centsOf(sumMoney(pays.map((pay) => pay.total)))).toBe(expected);
          for (const pay of pays) expect(pay.total).toMatch(/^\d+\.\d\d$/);
        },
      ),
    );
  });

  it('rounds by no more than one step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.constantFrom('nearest', 'up', 'down'),
        (points, rounding) => {
          const { payoff } = payFor(spec({ perPoint: 0.01, roundTo: 0.25, rounding }), String(points), []);
          const off = Number(centsOf(payoff)) - points;
          expect(Math.abs(off)).toBeLessThan(rounding === 'nearest' ? 13 : 25);
          expect(centsOf(payoff) % 25n).toBe(0n);
          if (rounding === 'up') expect(off).toBeGreaterThanOrEqual(0);
          if (rounding === 'down') expect(off).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});

it.each([{ showUpFee: 5.005 }, { roundTo: 0 }, { currency: 'euro' }, { perPoint: -1 }, { currency: 'EUR', tips: 1 }])(
  'a study cannot ask for %o',
  (changes) => {
    expect(payment.safeParse({ currency: 'EUR', ...changes }).success).toBe(false);
  },
);
