import Big, { type RoundingMode } from 'big.js';
import { z } from 'zod';

/** Money is exact: it travels and is stored as decimal text with two places, and is never a float. */
const cents = (value: number): boolean => new Big(value).times(100).mod(1).eq(0);
const money = z.number().min(0).max(1_000_000).refine(cents, 'an amount with at most two decimals, e.g. 7.50');

export const payment = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency by its three letters, e.g. EUR'),
  showUpFee: money.default(0).describe('paid to everyone who took a seat'),
  perPoint: z.number().min(0).max(1_000_000).default(0).describe('what one point is worth'),
  points: z
    .array(z.string().max(60))
    .max(1000)
    .default([])
    .describe('scenes whose points count: the return of a game, the right answers of the first attempt at a quiz'),
  roundTo: money.min(0.01).default(0.01).describe('what is earned with points is rounded to a multiple of this'),
  rounding: z.enum(['nearest', 'up', 'down']).default('nearest'),
  show: z.boolean().default(false).describe('whether the last page tells participants what they get'),
});
/** What a study pays. */
export type Payment = z.infer<typeof payment>;

/** Decimal text of an amount that may be negative, e.g. -2.50. */
export const adjustmentAmount = z
  .string()
  .regex(/^-?\d{1,6}(\.\d{1,2})?$/, 'an amount with at most two decimals, e.g. 2.50 or -1');

/** What one participant gets: decimal text, money with two places. `total` = show-up fee + payoff + adjustment, and never below 0. */
export type Pay = { points: string; payoff: string; showUpFee: string; adjustment: string; total: string };

/** Rewards are added as floats, and 10 times 0.1 is 0.9999999999999999 there: what lies behind this place is none of the game's. */
const POINT_PLACES = 9;

/** `up` is always in favour of the participant; the library's words go by the distance from 0. */
const modeOf = (rounding: Payment['rounding'], value: Big): RoundingMode => {
  if (rounding === 'nearest') return Big.roundHalfUp;
  return (rounding === 'up') === value.gte(0) ? Big.roundUp : Big.roundDown;
};

/**
 * What somebody gets for `points` (a sum as `addPoints` makes it) and the adjustments made by hand. Points below 0 reduce
 * the show-up fee.
 */
export function payFor(spec: Payment, points: string, adjustments: readonly string[]): Pay {
  const step = new Big(spec.roundTo);
  const earned = new Big(points).round(POINT_PLACES);
  const steps = earned.times(spec.perPoint).div(step).round(POINT_PLACES);
  const payoff = steps.round(0, modeOf(spec.rounding, steps)).times(step);
  const adjustment = adjustments.reduce((sum, one) => sum.plus(one), new Big(0));
  const sum = payoff.plus(spec.showUpFee).plus(adjustment);
  return {
    points: earned.toFixed(),
    payoff: payoff.toFixed(2),
    showUpFee: new Big(spec.showUpFee).toFixed(2),
    adjustment: adjustment.toFixed(2),
    total: (sum.lt(0) ? new Big(0) : sum).toFixed(2),
  };
}

/** Decimal text plus a number, exactly as the number is written. */
export const addPoints = (points: string, more: number): string => new Big(points).plus(more).toFixed();

/** Amounts as decimal text, added up. */
export const sumMoney = (amounts: readonly string[]): string =>
  amounts.reduce((sum, one) => sum.plus(one), new Big(0)).toFixed(2);
