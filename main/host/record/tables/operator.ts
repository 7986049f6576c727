import { shared } from './sharedColumns';
import { column, type Table } from './Table';

/** One row per thing that an operator asked for, also of what was refused. */
export const operator: Table = {
  name: 'operator',
  rowIs: 'One thing that an operator asked for while the session was open, and what came of it.',
  from: 'events',
  columns: () => [
    shared.session,
    shared.atMs,
    column('wall', 'time', 'Wall time of the host, ISO 8601 with offset.'),
    column('by', 'text', 'Where it was asked: console (on the host itself).'),
    column('action', 'text', 'What was asked, by its name in the protocol, such as session:pause.'),
    column('about', 'json', 'What was asked more exactly.'),
    column('outcome', 'text', 'done or refused. What it changed stands in the events before it.'),
    column('code', 'text', 'Why it was refused, as a code; empty when it was done.'),
    column('message', 'text', 'Why it was refused, in the words that the operator read; empty when it was done.'),
  ],
  project: ({ session, events }) =>
    events.flatMap(({ body, atMs, wall }) => {
      if (body.type !== 'operatorActed') return [];
      const { by, action, about, refusal } = body;
      return {
        session,
        at_ms: atMs,
        wall,
        by,
        action,
        about,
        outcome: refusal === null ? 'done' : 'refused',
        code: refusal?.code ?? null,
        message: refusal?.message ?? null,
      };
    }),
};
