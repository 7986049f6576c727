import type { EventRow } from '../Journal';
import { shared } from './sharedColumns';
import { column, type Table } from './Table';

/** Every event, in order: the session itself, without what identifies machines or opens doors. */
export const events: Table = {
  name: 'events',
  rowIs: 'One event of the session, in the order in which they happened.',
  from: 'events',
  columns: () => [
    column('seq', 'integer', 'Number of the row in the journal.'),
    shared.session,
    shared.atMs,
    column('wall', 'time', 'Wall time of the host, ISO 8601 with offset.'),
    column('type', 'text', 'What happened.'),
    { ...shared.participant, meaning: 'The participant it is about, if it is about one.' },
    { ...shared.seat, meaning: 'The seat it is about, if it is about one.' },
    { ...shared.game, meaning: 'The game it is about, if it is about one.' },
    column(
      'body',
      'json',
      'Everything else the event says. Left out: access tokens, join codes, names of machines, by how much a payment was changed and why, and the text of the study, which is in study/.',
    ),
  ],
  project: ({ session, events: rows }) =>
    rows.map((row) => ({
      seq: row.seq,
      session,
      at_ms: row.atMs,
      wall: row.wall,
      type: row.body.type,
      participant: row.participant,
      seat: row.seat,
      game: row.game,
      body: publicPart(row.body),
    })),
};

/** Fields that have a column, and fields that no export may hold. */
const leftOut = new Set([
  'type',
  'atMs',
  'participant',
  'seat',
  'game',
  'session',
  'tokenHash',
  'station',
  'joinCode',
  'study',
]);

/** Of a payment that was changed only that it was: how much and why is for the payment list. */
function publicPart(body: EventRow['body']): Record<string, unknown> {
  if (body.type === 'paymentAdjusted') return {};
  return Object.fromEntries(Object.entries(body).filter(([name]) => !leftOut.has(name)));
}
