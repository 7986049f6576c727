import type { Migration } from '../Migration';

/** Copies of games' states: rows of kind `snapshot`. */
export const snapshotRows: Migration = {
  version: 2,
  sql: `
CREATE VIEW snapshots AS SELECT seq, at_ms, wall, game, json_extract(body, '$.episode') AS episode, json_extract(body, '$.tick') AS tick,
  json_extract(body, '$.hash') AS state_hash, json_extract(body, '$.state') AS state
  FROM journal WHERE kind = 'snapshot'
`,
};
