import type { Migration } from '../Migration';

/**
 * The journal and a plain table (view) per kind of row. `body` keeps every number as JSON wrote it; the views read out what
 * one filters by, with functions that SQLite has had since 2015 (a newer operator in a view would make the whole file
 * unreadable to an older tool). Rows cannot be changed or removed, not even by hand, without first dropping a trigger: that is deliberate.
 */
export const journalTable: Migration = {
  version: 1,
  sql: `
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at_ms REAL NOT NULL,
  wall TEXT NOT NULL,
  game TEXT,
  participant TEXT,
  seat TEXT,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX journal_kind ON journal (kind);
CREATE INDEX journal_game_kind ON journal (game, kind) WHERE game IS NOT NULL;
CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_keeps_values BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE VIEW events AS SELECT seq, at_ms, wall, json_extract(body, '$.type') AS type, participant, seat, game, body
  FROM journal WHERE kind = 'event';
CREATE VIEW ticks AS SELECT seq, at_ms, wall, game, json_extract(body, '$.episode') AS episode, json_extract(body, '$.tick') AS tick,
  json_extract(body, '$.actions') AS actions, json_extract(body, '$.rewards') AS rewards, json_extract(body, '$.terminations') AS terminations,
  json_extract(body, '$.truncations') AS truncations, json_extract(body, '$.policies') AS policies, json_extract(body, '$.lateMs') AS late_ms,
  json_extract(body, '$.stepMs') AS step_ms, json_extract(body, '$.hash') AS state_hash
  FROM journal WHERE kind = 'tick';
CREATE VIEW inputs AS SELECT seq, at_ms, wall, game, participant, seat, json_extract(body, '$.episode') AS episode,
  json_extract(body, '$.agent') AS agent, json_extract(body, '$.seq') AS input, json_extract(body, '$.code') AS code, json_extract(body, '$.down') AS down,
  json_extract(body, '$.held') AS held, json_extract(body, '$.tStationMs') AS t_station_ms, json_extract(body, '$.tHostMs') AS t_host_ms,
  json_extract(body, '$.action') AS action, json_extract(body, '$.fate') AS fate, json_extract(body, '$.tick') AS tick
  FROM journal WHERE kind = 'input';
CREATE VIEW shown AS SELECT seq, at_ms, wall, game, participant, seat, json_extract(body, '$.seq') AS input, json_extract(body, '$.tick') AS tick,
  json_extract(body, '$.tShownMs') AS t_shown_ms
  FROM journal WHERE kind = 'shown';
CREATE VIEW clocks AS SELECT seq, at_ms, wall, participant, seat, json_extract(body, '$.offsetMs') AS offset_ms,
  json_extract(body, '$.errorMs') AS error_ms, json_extract(body, '$.rttMs') AS rtt_ms
  FROM journal WHERE kind = 'clock';
`,
};
