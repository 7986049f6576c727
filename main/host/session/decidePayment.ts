import { adjustmentAmount } from '../../../protocol/payment';
import { accept, addFact, refuse, type Draft, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';

/** The operator pays somebody more or less than the rules say, and says why. Also after the session's end. */
export const decidePayment = (draft: Draft, { participant, amount, reason }: CommandOf<'adjustPayment'>): Verdict => {
  const { study, participants } = draft.state;
  if (study.payment === undefined) return refuse('payment/none', 'This study pays nothing: study.yaml has no payment.');
  if (!participants.some((one) => one.participant === participant))
    return refuse('participant/unknown', `There is no participant ${participant} in this session.`);
  if (!adjustmentAmount.safeParse(amount).success)
    return refuse('payment/amount', `${amount} is no amount. Write it like 2.50, or -1 to pay less.`);
  if (reason.trim() === '') return refuse('payment/reason', 'Say why: the reason stands in the payment list.');
  return accept(addFact(draft, { type: 'paymentAdjusted', participant, amount, reason: reason.trim() }));
};
