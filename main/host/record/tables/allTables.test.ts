import { describe, expect, it } from 'vitest';
import { exportTables, type JournalRow, type StoredRow } from '../../../../protocol/journal';
import type { EventRow } from '../Journal';
import { openEncoders } from '../encoders/openEncoders.node';
import { sampleClock, sampleInput, sampleSession, sampleShown, sampleTick, secrets } from '../testing/sampleSession';
import { allTables } from './allTables';
import { foldFacts } from './foldFacts';
import type { TableRow } from './Table';

const store = (rows: JournalRow[]): StoredRow[] =>
  rows.map((row, index) => ({
    ...row,
    seq: index + 1,
    wall: `2026-03-14T09:26:${String(index).padStart(2, '0')}.000+01:00`,
  }));

function project(name: keyof typeof allTables, rows: StoredRow[]): TableRow[] {
  const facts = foldFacts(rows.filter((row): row is EventRow => row.kind === 'event'));
  const table = allTables[name];
  if (table.from === 'events') return table.project(facts);
  const projection = table.start(facts);
  const kinds: readonly string[] = table.kinds;
  return [
    ...rows.filter((row) => kinds.includes(row.kind)).flatMap((row) => projection.push(row)),
    ...projection.end(),
  ];
}

const sample = store(sampleSession());

it.each(exportTables)(
  '%s: every row has exactly the columns that are described, each described once and in words',
  (name) => {
    const rows = project(name, sample);
    const table = allTables[name];
    const columns = table.columns(foldFacts(sample.filter((row): row is EventRow => row.kind === 'event')));
    expect(table.name).toBe(name);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(row).sort()).toEqual(columns.map((column) => column.name).sort());
    expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
    for (const column of columns) {
      expect(column.meaning).toMatch(/^\w.* .*[.?]$|^Answer /);
      expect(column.unit === 'ms').toBe(column.name.endsWith('_ms'));
      for (const row of rows) {
        const value = row[column.name];
        if (value === null) continue;
        if (column.type === 'integer') expect(Number.isInteger(value)).toBe(true);
        if (column.type === 'number') expect(typeof value).toBe('number');
        if (column.type === 'boolean') expect(typeof value).toBe('boolean');
        if (column.type === 'text') expect(typeof value).toBe('string');
      }
    }
  },
);

it('lets nothing out that opens a door or names a machine', () => {
  const text = JSON.stringify(exportTables.map((name) => project(name, sample)));
  for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
});

it('says in no table by how much a payment was changed, or why', () => {
  const adjusted = {
    type: 'paymentAdjusted',
    atMs: 400,
    participant: 'p2345678',
    amount: '-31.75',
    reason: 'came late',
  };
  const row = {
    kind: 'event',
    atMs: 400,
    game: null,
    participant: 'p2345678',
    seat: 'LAB01',
    body: adjusted,
  } as JournalRow;
  const rows = store([...sampleSession(), row]);
  const tables = exportTables.map((name) => project(name, rows));
  expect(JSON.stringify(tables)).not.toMatch(/31\.75|came late/);
  expect(project('events', rows).at(-1)).toMatchObject({ type: 'paymentAdjusted', participant: 'p2345678', body: {} });
});

describe('participants', () => {
  it('has everything of one person in one row', () => {
    const [row] = project('participants', sample);
    expect(row).toMatchObject({
      participant: 'p2345678',
      seat: 'LAB01',
      state: 'finished',
      last_scene: 'bye',
      completion_code: 'CODE2345',
      disconnections: 1,
      'quiz.key': 'right',
      'quiz.attempts': 2,
      'play.agent': 'left',
      'play.episodes': 2,
      'play.return': 4,
      'form.mood': '=cmd|calc',
      'form.age': -5,
      'form.extra': ['a', { b: 1 }],
    });
  });

  it('has a row for who did nothing', () => {
    expect(project('participants', sample)[1]).toMatchObject({
      participant: 'q2345678',
      state: 'unfinished',
      'form.mood': null,
      'play.return': null,
    });
  });
});

describe('answers', () => {
  it('has each attempt of a quiz, and whether it was right', () => {
    const quiz = project('answers', sample).filter((row) => row['kind'] === 'quiz');
    expect(quiz.map((row) => [row['attempt'], row['answer'], row['correct']])).toEqual([
      [1, 'wrong', false],
      [2, 'right', true],
    ]);
  });
});

describe('page_times', () => {
  it('tells how long a scene took, and how much of it the clock stood', () => {
    const [quiz, , , bye] = project('page_times', sample);
    expect(quiz).toMatchObject({
      scene: 'quiz',
      scene_kind: 'quiz',
      duration_ms: 280,
      paused_ms: 50,
      away_ms: 0,
      reason: 'done',
    });
    expect(bye).toMatchObject({ scene: 'bye', left_at_ms: null, duration_ms: null, reason: null });
  });

  it('tells how much of it the host was not there', () => {
    const rows = sampleSession();
    rows.splice(8, 0, {
      kind: 'event',
      atMs: 290,
      game: null,
      participant: null,
      seat: null,
      body: { type: 'sessionRecovered', atMs: 290, gapMs: 30, wall: '' },
    });
    expect(project('page_times', store(rows))[0]).toMatchObject({ scene: 'quiz', away_ms: 30 });
  });
});

describe('episodes', () => {
  it('has one row per agent, with what it earned and what was lost', () => {
    const rows = project('episodes', sample);
    expect(rows.map((row) => [row['episode'], row['agent'], row['participant'], row['policy'], row['return']])).toEqual(
      [
        [0, 'left', 'p2345678', null, 2],
        [0, 'right', null, 'still', -2],
        [1, 'left', 'p2345678', null, 2],
        [1, 'right', null, 'still', -2],
      ],
    );
    expect(rows[0]).toMatchObject({
      seed: 12,
      ticks: 4,
      reason: 'terminated',
      restorations: 1,
      restoration_gap_ms: 40,
      pauses: 0,
      paused_ms: 0,
    });
    expect(rows[2]).toMatchObject({ restorations: 0, restoration_gap_ms: 0 });
  });
});

describe('ticks', () => {
  it('has one row per agent and tick, and says when a fallback played', () => {
    const rows = project('ticks', sample);
    expect(rows).toHaveLength(16);
    expect(rows[0]).toMatchObject({
      episode: 0,
      tick: 1,
      agent: 'left',
      participant: 'p2345678',
      action: 1,
      reward: 0.5,
      hash: null,
    });
    expect(rows[11]).toMatchObject({
      episode: 1,
      tick: 2,
      agent: 'right',
      policy: 'still',
      fallback: 'late',
      policy_latency_ms: 40.5,
      policy_waited_ms: null,
      moved_ms: null,
    });
    const tick = sample.find((row) => row.kind === 'tick');
    if (tick?.kind !== 'tick') throw new Error('the sample has ticks');
    const decision = { policy: 'still', latencyMs: null, fallback: 'late' as const, waitedMs: 33 };
    const late = { ...decision, lateAnswers: [{ tick: 1, latencyMs: 60 }] };
    const body = {
      ...tick.body,
      movedMs: 200,
      infos: { right: { x: 1 } },
      frames: { '*': { set: [], del: [] } },
      policies: { right: late },
    };
    const right = project('ticks', [...sample, { ...tick, body }]).at(-1);
    expect(right).toMatchObject({
      agent: 'right',
      policy_waited_ms: 33,
      late_answers: [{ tick: 1, latencyMs: 60 }],
      moved_ms: 200,
      info: { x: 1 },
      observation: null,
      frame: { set: [], del: [] },
      left_out: null,
    });
  });
});

describe('inputs', () => {
  it('has the three clocks of an input', () => {
    const [applied, unmapped] = project('inputs', sample);
    expect(applied).toMatchObject({
      input: 1,
      fate: 'applied',
      tick: 1,
      t_station_ms: 501,
      t_station_as_host_ms: 901,
      t_host_ms: 1001,
      t_shown_ms: 540,
      t_shown_as_host_ms: 940,
      on_screen_after_ms: 39,
      clock_offset_ms: 400,
      clock_error_ms: 0.75,
    });
    expect(unmapped).toMatchObject({ input: 2, fate: 'unmapped', tick: null, action: null, t_shown_ms: null });
  });

  const connected: JournalRow = {
    kind: 'event',
    atMs: 1010,
    game: null,
    participant: null,
    seat: 'LAB01',
    body: { type: 'stationConnected', atMs: 1010, seat: 'LAB01', station: 's' },
  };
  const start = sampleSession().slice(0, 14);

  it('never measures by a clock from before a reload: it takes the first of the new connection', () => {
    const rows = project(
      'inputs',
      store([...start, sampleClock(1000, 400), connected, sampleInput(1), sampleClock(1100, 9000)]),
    );
    expect(rows[0]).toMatchObject({ clock_offset_ms: 9000, t_station_as_host_ms: 9501 });
  });

  it('says nothing of session time when the station told no clock, and nothing of the way to the screen across a reload', () => {
    const rows = project(
      'inputs',
      store([...start, sampleInput(1), connected, sampleShown(1, 20), sampleClock(1100, 7)]),
    );
    expect(rows[0]).toMatchObject({
      t_station_as_host_ms: null,
      t_shown_ms: 20,
      t_shown_as_host_ms: 27,
      on_screen_after_ms: null,
    });
  });

  it('keeps the order of inputs, waits for none longer than a minute, and loses none', () => {
    const later = { ...sampleInput(3), atMs: 70_000 };
    const stream = [
      ...start,
      sampleClock(900, 1),
      sampleInput(1),
      sampleInput(2),
      sampleShown(2, 530),
      later,
      sampleShown(1, 540),
    ];
    const rows = store(stream);
    const facts = foldFacts(rows.filter((row): row is EventRow => row.kind === 'event'));
    const table = allTables.inputs;
    if (table.from !== 'rows') throw new Error('inputs is a stream');
    const projection = table.start(facts);
    const given = rows.map((row) => projection.push(row).map((out) => [out['input'], out['t_shown_ms']]));
    expect(given.flat()).toEqual([
      [1, null],
      [2, 530],
    ]);
    expect(given.at(-2)).toHaveLength(2);
    expect(projection.end().map((out) => out['input'])).toEqual([3]);
  });
});

describe('policies', () => {
  it('tells how often a policy had to act, what came of it, and how long it took', () => {
    const decide = (tick: number, latencyMs: number | null, fallback: 'late' | 'invalid' | 'failed' | null) =>
      sampleTick(2, tick, { policies: { right: { policy: 'still', latencyMs, fallback } } });
    const latencies = [...Array.from({ length: 98 }, (_, index) => 1 + index / 1000), 50.04, 70];
    const rows = store([
      ...sampleSession().slice(0, -2),
      ...latencies.map((latencyMs, index) => decide(index + 1, latencyMs, null)),
      decide(101, null, 'late'),
      decide(102, 2, 'invalid'),
    ]);
    const [first, second, last] = project('policies', rows);
    expect([first, second]).toMatchObject([
      { episode: 0, decisions: 4, answers: 4, latency_count: 0, latency_p50_ms: null, latency_max_ms: null },
      { episode: 1, decisions: 4, answers: 3, fallback_late: 1, latency_count: 1, latency_p50_ms: 40.5 },
    ]);
    expect(last).toMatchObject({
      game: 'play.LAB01',
      scene: 'play',
      episode: 2,
      agent: 'right',
      policy: 'still',
      kind: 'noop',
      decisions: 102,
      answers: 100,
      fallback_late: 1,
      fallback_invalid: 1,
      fallback_failed: 0,
      latency_count: 101,
      latency_p50_ms: 1.1,
      latency_p99_ms: 50,
      latency_max_ms: 70,
    });
  });
});

describe('timing', () => {
  it('has every measurement of a clock, and the pace of every episode beside the one that was wanted', () => {
    const rows = project('timing', sample);
    expect(rows.map((row) => row['what'])).toEqual(['clock', 'pace', 'pace']);
    expect(rows[0]).toMatchObject({ participant: 'p2345678', clock_offset_ms: 400, clock_error_ms: 0.75 });
    expect(rows[1]).toMatchObject({ scene: 'play', episode: 0, wanted_hz: 30, rate_hz: 29.9, ticks: 4 });
  });
});

describe('operator', () => {
  it('has what was done and what was refused, with the reason', () => {
    expect(project('operator', sample)).toMatchObject([
      { at_ms: 201, by: 'console', action: 'session:pause', outcome: 'done', code: null, message: null },
      { at_ms: 4001, action: 'session:start', outcome: 'refused', code: 'session/ended' },
    ]);
  });

  it('leaves the cells of a refusal empty where there was none', async () => {
    const { csv } = await openEncoders();
    const columns = allTables.operator.columns(
      foldFacts(sample.filter((row): row is EventRow => row.kind === 'event')),
    );
    const [done, refused] = project('operator', sample).map((row) => csv(columns, { bom: false }).encode([row]));
    expect(done).toMatch(/,"session:pause","\{\}","done",,\r\n$/);
    expect(refused).toMatch(/,"refused","session\/ended","This session has ended\. Create a new one\."\r\n$/);
  });
});

it('a column that a scene of the study made names the scene', () => {
  const facts = foldFacts(sample.filter((row): row is EventRow => row.kind === 'event'));
  for (const { name, scene } of allTables.participants.columns(facts)) {
    expect(scene).toBe(name.includes('.') ? name.split('.')[0] : null);
  }
});
