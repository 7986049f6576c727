import { addPoints, type Pay, payFor } from '../../../../protocol/payment';
import { pointsOf } from '../../../../protocol/pointsOf';
import { treatedStudy } from '../../../../protocol/treatedStudy';
import type { SessionFacts } from './SessionFacts';

/** What one participant gets, and why it was changed by hand. */
export type PaidFacts = Pay & { reasons: string[] };

/** What everybody gets by the study's rules and the operator's changes; empty when the study pays nothing. */
export function payOf(facts: SessionFacts): Map<string, PaidFacts> {
  const { payment } = facts.study;
  if (payment === undefined) return new Map();
  const scenesOf = (participant: string) => treatedStudy(facts.study, facts.treatments.get(participant) ?? null).scenes;
  const earned = new Map<string, { points: string; amounts: string[]; reasons: string[] }>(
    [...facts.seats.keys()].map((participant) => [participant, { points: '0', amounts: [], reasons: [] }]),
  );
  for (const { body } of facts.events) {
    for (const { participant, points } of pointsOf(payment, scenesOf, body, (game) => facts.games.get(game))) {
      const one = earned.get(participant);
      if (one !== undefined) one.points = addPoints(one.points, points);
    }
    if (body.type !== 'paymentAdjusted') continue;
    earned.get(body.participant)?.amounts.push(body.amount);
    earned.get(body.participant)?.reasons.push(body.reason);
  }
  return new Map(
    [...earned].map(([participant, { points, amounts, reasons }]) => [
      participant,
      { ...payFor(payment, points, amounts), reasons },
    ]),
  );
}
