import { payFor, sumMoney } from '../../../protocol/payment';
import type { PaymentView, PayView } from '../../../protocol/view';
import type { ParticipantState, SessionState } from './SessionState';

/** What one participant gets, or null when the study pays nothing. */
export const viewPay = ({ study }: SessionState, one: ParticipantState): PayView | null => {
  if (study.payment === undefined) return null;
  const amounts = one.adjustments.map(({ amount }) => amount);
  return { currency: study.payment.currency, ...payFor(study.payment, one.points, amounts) };
};

/** The payment list as it stands, or null when the study pays nothing. */
export const viewPayment = (state: SessionState): PaymentView | null => {
  const { payment } = state.study;
  if (payment === undefined) return null;
  const rows = state.participants.flatMap((one) => {
    const pay = viewPay(state, one);
    const reasons = one.adjustments.map(({ reason }) => reason);
    return pay === null ? [] : [{ seat: one.seat, participant: one.participant, reasons, ...pay }];
  });
  return { currency: payment.currency, rows, total: sumMoney(rows.map((row) => row.total)) };
};
