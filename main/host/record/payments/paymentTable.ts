import { payOf } from '../tables/payOf';
import type { SessionFacts } from '../tables/SessionFacts';
import type { PaymentDetails } from './PaymentDetails';

/** The payment list as cells: header first, one row per participant in the order of the seats. Money is decimal text. */
export function paymentTable(facts: SessionFacts, details: readonly PaymentDetails[]): string[][] {
  const { payment } = facts.study;
  if (payment === undefined) return [];
  const pays = payOf(facts);
  const questions = [
    ...new Set(details.flatMap(({ scene, answers }) => Object.keys(answers).map((one) => `${scene}.${one}`))),
  ];
  const header = [
    'seat',
    'participant',
    'points',
    'payoff',
    'show_up_fee',
    'adjustment',
    'reason',
    'total',
    'currency',
    ...questions,
    'signature',
  ];
  const rows = [...facts.seats.values()].map(({ participant, seat }) => {
    const pay = pays.get(participant);
    const own = new Map<string, unknown>(
      details
        .filter((one) => one.participant === participant)
        .flatMap(({ scene, answers }) =>
          Object.entries(answers).map(([name, value]) => [`${scene}.${name}`, value] as const),
        ),
    );
    return [
      safe(seat),
      participant,
      pay?.points ?? '0',
      pay?.payoff ?? '0.00',
      pay?.showUpFee ?? '0.00',
      pay?.adjustment ?? '0.00',
      safe((pay?.reasons ?? []).join('; ')),
      pay?.total ?? '0.00',
      payment.currency,
      ...questions.map((name) => safe(cellOf(own.get(name)))),
      '',
    ];
  });
  return [header, ...rows];
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Text that a spreadsheet would run as a formula gets a ' in front, as in every CSV of ours. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
