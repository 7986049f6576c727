import { describe, expect, test } from 'vitest';
import type { Bots } from './Bots';
import type { EpisodeRecord, GameMember, GameSpec } from './GameSpec';
import { rerunEpisode } from './rerunEpisode';
import { makeSpec, observeGame, type ObservedGame, turnsStudy } from '../../../tests/game/playFixture';
import { onPlayFixture } from '../../../tests/game/onPlayFixture';

const fixture = onPlayFixture();

const human = (agent: string): GameMember => ({ participant: agent.toUpperCase().repeat(8), seat: `LAB-${agent}` });
const stones = (changed: Partial<GameSpec> = {}, kwargs: Record<string, unknown> = {}): GameSpec =>
  makeSpec(
    'stones.py',
    'Stones',
    {
      study: turnsStudy,
      members: { a: human('a'), b: human('b'), c: { policy: 'chance' } },
      policies: { chance: { kind: 'random', actions: [0, 1, 2] } },
      keys: { Digit1: 0, Digit2: 1, Digit3: 2 },
      hashEvery: 1,
      ...changed,
    },
    kwargs,
  );

/** Presses a key and lets it go, as often as it is called. */
function makeKeys({ game }: ObservedGame): (agent: string, code: string) => void {
  const seqs: Record<string, number> = {};
  return (agent, code) => {
    for (const down of [true, false]) {
      const seq = (seqs[agent] ?? 0) + 1;
      seqs[agent] = seq;
      game.input(agent, { seq, tStationMs: 0, code, down, held: down ? [code] : [] }, performance.now());
    }
  };
}
const start = (spec: GameSpec, options: Parameters<typeof observeGame>[2] = {}): ObservedGame => {
  const observed = observeGame(fixture.pool, spec, options);
  observed.game.start();
  return observed;
};
const pressFates = ({ rows }: ObservedGame): string[] =>
  rows.flatMap(({ kind, body }) =>
    kind === 'input' && body.down ? [`${body.agent} ${body.code} ${body.fate} ${body.tick ?? '-'}`] : [],
  );
const turnOf = ({ game }: ObservedGame, agent: string): boolean | undefined => game.keyframe(agent)?.turn?.isYours;

describe('a turn-based game', () => {
  test('waits for whose turn it is, takes nobody else’s keys, and plays on with policies by itself', async () => {
    const observed = start(stones({}, { stones: 6 }));
    const press = makeKeys(observed);
    await observed.until(() => turnOf(observed, 'a') === true);
    expect(turnOf(observed, 'b')).toBe(false);
    press('b', 'Digit2');
    press('a', 'KeyQ');
    expect(observed.ticks()).toEqual([]);
    press('a', 'Digit2');
    press('a', 'Digit1');
    await observed.until(() => observed.ticks().length === 1 && turnOf(observed, 'b') === true);
    press('b', 'Digit1');
    await observed.until(() => observed.ticks().length >= 3);
    const [first, second, third] = observed.ticks();
    expect(first).toMatchObject({ actions: { a: 1 }, rewards: { a: 2, b: -1, c: -1 }, lateMs: 0, policies: {} });
    expect(second).toMatchObject({ actions: { b: 0 }, policies: {} });
    expect(Object.keys(third?.actions ?? {})).toEqual(['c']);
    expect(third?.policies).toEqual({ c: { policy: 'chance', latencyMs: null, fallback: null } });
    expect(pressFates(observed)).toEqual([
      'a KeyQ unmapped -',
      'a Digit2 applied 1',
      'a Digit1 superseded -',
      'b Digit2 outOfTurn -',
      'b Digit1 applied 2',
    ]);
    await observed.game.stop('ended');
  });

  test('goes on with the default, or what is allowed, when the time of a turn is over, and says so', async () => {
    const spec = stones(
      { members: { a: human('a'), b: human('b') }, turnTimeoutMs: 80, defaultAction: 2 },
      { stones: 5, players: 2 },
    );
    const observed = start(spec);
    await observed.game.done;
    const ticks = observed.ticks();
    expect(ticks.map(({ actions, timedOut }) => [actions, timedOut])).toEqual([
      [{ a: 2 }, ['a']],
      [{ b: 0 }, ['b']],
      [{ b: 0 }, ['b']],
    ]);
    expect(observed.notices.find(({ type }) => type === 'episodeEnded')).toMatchObject({ reason: 'terminated' });
  });

  test('a forbidden key does not end the turn', async () => {
    const observed = start(stones({}, { stones: 2 }));
    const press = makeKeys(observed);
    await observed.until(() => turnOf(observed, 'a') === true);
    press('a', 'Digit3');
    press('a', 'Digit2');
    await observed.game.done;
    expect(pressFates(observed)).toEqual(['a Digit3 notAllowed -', 'a Digit2 applied 1']);
    const end = observed.notices.find(({ type }) => type === 'episodeEnded');
    expect(end).toMatchObject({ reason: 'terminated', returns: { a: 2, b: -1, c: -1 } });
  });

  test('a pause stops the time of a turn, and the rest of it is told anew', async () => {
    const observed = start(stones({ turnTimeoutMs: 400 }));
    await observed.until(() => turnOf(observed, 'a') === true);
    observed.game.pause();
    const before = observed.game.keyframe('a')?.turn?.leftMs ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(observed.ticks()).toEqual([]);
    const frames = observed.frames.length;
    observed.game.resume();
    const told = observed.frames.slice(frames).find(({ seer }) => seer === 'a')?.frame.turn;
    expect(told?.isYours).toBe(true);
    expect(Math.abs((told?.leftMs ?? 0) - before)).toBeLessThan(50);
    await observed.until(() => observed.ticks().length > 0);
    expect(observed.ticks()[0]?.timedOut).toEqual(['a']);
    await observed.game.stop('ended');
  });

  test('a model is asked in its turn alone, within what is allowed, and late models do not stop it', async () => {
    const asked: number[][] = [];
    const bots: Bots = {
      load: () => Promise.resolve(),
      infer: (_, obs) => {
        asked.push(obs);
        return asked.length === 1 ? Promise.resolve({ output: [0, 1, 5], inferMs: 1 }) : new Promise(() => undefined);
      },
      close: () => Promise.resolve(),
    };
    const metadata = {
      name: 'm',
      kind: 'onnx' as const,
      sha256: '0'.repeat(64),
      input: { name: 'obs', shape: [null, 2], dtype: 'float32' as const },
      output: { name: 'logits', shape: [null, 3] },
      actionHead: 'argmax' as const,
    };
    const spec = stones(
      {
        members: { a: human('a'), b: { policy: 'model' } },
        policies: { model: { kind: 'onnx', model: 'm.onnx', metadata, fallback: 1 } },
        study: { ...turnsStudy, readFile: () => Promise.resolve(new Uint8Array()) },
      },
      { stones: 5, players: 2 },
    );
    const observed = start(spec, { bots });
    const press = makeKeys(observed);
    await observed.until(() => turnOf(observed, 'a') === true);
    press('a', 'Digit3');
    await observed.game.done;
    expect(asked).toEqual([[2, 1]]);
    expect(observed.ticks()[1]).toMatchObject({ actions: { b: 1 }, policies: { b: { fallback: null } } });

    const stuck = start({ ...spec, environment: { ...spec.environment, kwargs: { stones: 4, players: 2 } } }, { bots });
    await stuck.until(() => turnOf(stuck, 'a') === true);
    makeKeys(stuck)('a', 'Digit1');
    await stuck.until(() => stuck.ticks().length === 2);
    expect(stuck.ticks()[1]).toMatchObject({ actions: { b: 1 }, policies: { b: { fallback: 'late' } } });
    await stuck.game.stop('ended');
  });

  test('in lockstep every seat answers, one acts, and the record plays again to the same states', async () => {
    const answer = (tick: number): string[] => (tick === 1 ? ['Digit3'] : ['Digit1']);
    const spec = stones({ pace: 'lockstep', episodes: 2, snapshotEvery: 2 }, { stones: 9 });
    const observed = start(spec, { answer });
    await observed.game.done;
    const ticks = observed.ticks().filter(({ episode }) => episode === 1);
    expect(ticks[0]).toMatchObject({ actions: { a: 2 }, terminations: { a: true } });
    expect(ticks.every(({ actions }) => Object.keys(actions).length === 1)).toBe(true);
    const record: EpisodeRecord = {
      study: turnsStudy,
      environment: spec.environment,
      seed: 1001,
      actions: ticks.map(({ actions }) => actions),
      tickHz: spec.tickHz,
      hashEvery: 1,
    };
    expect(Object.fromEntries(await rerunEpisode(fixture.pool, record))).toEqual(observed.hashes(1));
    const snapshots = observed.rows.flatMap(({ kind, body }) => (kind === 'snapshot' ? [body] : []));
    expect(snapshots.length).toBeGreaterThan(0);

    // The host went down after two turns: play is taken up at the third, whose turn it is.
    const kept = ticks.slice(0, 2);
    const again = start({ ...spec, pace: 'realtime', from: { episode: 1, ticks: kept, snapshots: [], lostAtMs: 0 } });
    const [next] = Object.keys(ticks[2]?.actions ?? {});
    if (next === 'b') {
      await again.until(() => turnOf(again, 'b') === true);
      makeKeys(again)('b', 'Digit1');
    }
    await again.until(() => again.ticks().length > 0);
    expect(Object.keys(again.ticks()[0]?.actions ?? {})).toEqual([next]);
    await again.game.stop('ended');
  });
});
