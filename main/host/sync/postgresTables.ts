import type { OutgoingRow } from './Target';

/** JSON that is text already. */
class JsonText {
  constructor(readonly text: string) {}
}

type ColumnType = 'text' | 'bigint' | 'integer' | 'double precision' | 'boolean' | 'timestamptz' | 'json';
type Column = { name: string; type: ColumnType; of(row: OutgoingRow, body: Record<string, unknown>): unknown };
export type PostgresTable = { name: string; columns: readonly Column[] };

const field = (name: string, type: ColumnType, key: string): Column => ({ name, type, of: (_row, body) => body[key] });
const shared: readonly Column[] = [
  { name: 'seq', type: 'bigint', of: ({ seq }) => seq },
  { name: 'at_ms', type: 'double precision', of: ({ atMs }) => atMs },
  { name: 'wall', type: 'timestamptz', of: ({ wall }) => wall },
  { name: 'game', type: 'text', of: ({ game }) => game },
  { name: 'participant', type: 'text', of: ({ participant }) => participant },
  { name: 'seat', type: 'text', of: ({ seat }) => seat },
];
const last: readonly Column[] = [
  // `json`, not `jsonb`: the text stays as the journal has it, so its hash can still be checked.
  { name: 'body', type: 'json', of: ({ body }) => new JsonText(body) },
  { name: 'hash', type: 'text', of: ({ hash }) => hash },
];
const tableOf = (name: string, ...own: Column[]): PostgresTable => ({ name, columns: [...shared, ...own, ...last] });

/** One table per kind of row of the journal, with what one filters and computes by in columns of its own. */
const postgresTables: Readonly<Record<string, PostgresTable>> = {
  event: tableOf(
    'events',
    field('type', 'text', 'type'),
    field('scene', 'text', 'scene'),
    field('answers', 'json', 'answers'),
  ),
  tick: tableOf(
    'ticks',
    field('episode', 'integer', 'episode'),
    field('tick', 'integer', 'tick'),
    field('actions', 'json', 'actions'),
    field('rewards', 'json', 'rewards'),
    field('terminations', 'json', 'terminations'),
    field('truncations', 'json', 'truncations'),
    field('policies', 'json', 'policies'),
    field('late_ms', 'double precision', 'lateMs'),
    field('step_ms', 'double precision', 'stepMs'),
    field('state_hash', 'text', 'hash'),
  ),
  input: tableOf(
    'inputs',
    field('episode', 'integer', 'episode'),
    field('agent', 'text', 'agent'),
    field('input', 'integer', 'seq'),
    field('code', 'text', 'code'),
    field('down', 'boolean', 'down'),
    field('held', 'json', 'held'),
    field('t_station_ms', 'double precision', 'tStationMs'),
    field('t_host_ms', 'double precision', 'tHostMs'),
    field('action', 'json', 'action'),
    field('fate', 'text', 'fate'),
    field('tick', 'integer', 'tick'),
  ),
  shown: tableOf(
    'shown',
    field('input', 'integer', 'seq'),
    field('tick', 'integer', 'tick'),
    field('t_shown_ms', 'double precision', 'tShownMs'),
  ),
  // The state itself stays in `body`: only Python reads it.
  snapshot: tableOf(
    'snapshots',
    field('episode', 'integer', 'episode'),
    field('tick', 'integer', 'tick'),
    field('state_hash', 'text', 'hash'),
  ),
  clock: tableOf(
    'clocks',
    field('offset_ms', 'double precision', 'offsetMs'),
    field('error_ms', 'double precision', 'errorMs'),
    field('rtt_ms', 'double precision', 'rttMs'),
  ),
};

/** Rows of a kind that this version has no table for: nothing is left out. */
const otherTable = tableOf('others', { name: 'kind', type: 'text', of: ({ kind }) => kind });

export const tableFor = (kind: string): PostgresTable => postgresTables[kind] ?? otherTable;
const allPostgresTables: readonly PostgresTable[] = [...Object.values(postgresTables), otherTable];

/** One array for each column, for `unnest`: text, as the database reads it. */
export function columnValues({ columns }: PostgresTable, rows: readonly OutgoingRow[]): (string | null)[][] {
  const bodies = rows.map(({ body }) => readObject(body));
  return columns.map(({ type, of }) => rows.map((row, index) => asText(of(row, bodies[index] ?? {}), type)));
}

function asText(value: unknown, type: ColumnType): string | null {
  if (value === undefined || value === null) return null;
  if (type === 'json') return value instanceof JsonText ? value.text : legalJson(JSON.stringify(value));
  return typeof value === 'string' ? value.replaceAll('\0', '␀') : JSON.stringify(value);
}

/** A database reads no NUL and no half character out of JSON. `body` keeps them, escaped. */
function legalJson(text: string): string {
  return text.replace(/(?<!\\)((?:\\\\)*)\\u(0000|d[89a-f][0-9a-f]{2})/g, (_all, before: string, code: string) =>
    before.concat(code === '0000' ? '␀' : '\ufffd'),
  );
}

function readObject(body: string): Record<string, unknown> {
  const value: unknown = JSON.parse(body);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * The steps to the newest schema, each whole or not at all. Their numbers are in `cubicle.schema_version`; a step that was
 * released is never changed. Plain types and keys only, so that a distributed database that speaks the protocol takes them too.
 */
export const schemaSteps: readonly string[][] = [
  [
    `CREATE TABLE cubicle.records (record text PRIMARY KEY, source text NOT NULL, state text NOT NULL, rows bigint NOT NULL,
      last_hash text NOT NULL, first_wall timestamptz, study text, session text, study_version text, study_hash text,
      app_version text, synced_at timestamptz NOT NULL)`,
    ...allPostgresTables.map(
      ({ name, columns }) =>
        `CREATE TABLE cubicle.${name} (record text NOT NULL, ${columns
          .map((column) => `${column.name} ${column.type}`)
          .join(', ')}, PRIMARY KEY (record, seq))`,
    ),
    `CREATE VIEW cubicle.answers AS SELECT e.record, e.seq, e.at_ms, e.participant, e.type, e.scene, a.key AS question, a.value AS answer
      FROM cubicle.events e CROSS JOIN LATERAL json_each(e.answers) a WHERE e.answers IS NOT NULL`,
  ],
];
