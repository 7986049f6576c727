import { describe, expect, test } from 'vitest';
import { applyDelta, emptyDrawList, wholeFrame } from './applyDelta';
import { type Bots, BotFault } from './Bots';
import { makeSpec, observeGame, type ObservedGame } from '../../../tests/game/playFixture';
import { onPlayFixture } from '../../../tests/game/onPlayFixture';

const fixture = onPlayFixture();

const play = async (...args: Parameters<typeof makeSpec>): Promise<ObservedGame> => {
  const observed = observeGame(fixture.pool, makeSpec(...args));
  observed.game.start();
  await observed.game.done;
  return observed;
};
const noticeTypes = ({ notices }: ObservedGame): string[] => notices.map(({ type }) => type);
/** Keys for a lockstep game that change from tick to tick. */
const someKeys = (tick: number): string[] =>
  [[], ['ArrowLeft'], ['ArrowRight'], ['ArrowLeft', 'Space']][tick % 4] ?? [];

describe('in real time', () => {
  test('plays every tick of every episode at its rate, and says so', async () => {
    const startedMs = performance.now();
    const { notices, ...observed } = await play('counter.py', 'Counter', { episodes: 2, maxTicks: 45 });
    const tookMs = performance.now() - startedMs;
    expect(noticeTypes({ ...observed, notices })).toEqual([
      'episodeStarted',
      'episodeEnded',
      'episodeStarted',
      'episodeEnded',
      'finished',
    ]);
    expect(observed.ticks().map(({ episode, tick }) => [episode, tick])).toEqual(
      [0, 1].flatMap((episode) => Array.from({ length: 45 }, (_, index) => [episode, index + 1])),
    );
    expect(tookMs).toBeGreaterThan((2 * 45 * 1000) / 30 - 100);
    const ends = notices.flatMap((notice) => (notice.type === 'episodeEnded' ? [notice] : []));
    for (const end of ends) {
      expect(end).toMatchObject({ ticks: 45, reason: 'maxTicks' });
      // As the ticks themselves say, whatever rate a busy machine held.
      const atMs = observed.rows.flatMap((row) =>
        row.kind === 'tick' && row.body.episode === end.episode ? [row.atMs] : [],
      );
      expect(end.timing.rateHz).toBeCloseTo((44 * 1000) / ((atMs[44] ?? 0) - (atMs[0] ?? 0)), 0);
    }
    expect(ends.map(({ returns }) => returns)).toEqual(
      [0, 1].map((episode) => ({
        a: 0,
        b: observed.ticks().reduce((sum, body) => sum + (body.episode === episode ? (body.rewards.b ?? 0) : 0), 0),
      })),
    );
    expect(notices[0]).toMatchObject({ seed: 1000 });
    expect(notices[2]).toMatchObject({ seed: 1001, episode: 1 });
  });

  test('keeps to its deadlines: lateness does not add up', async () => {
    const { rows } = await play('counter.py', 'Counter', { tickHz: 60, maxTicks: 120 });
    const ticks = rows.flatMap((row) => (row.kind === 'tick' ? [row] : []));
    const dueMs = ticks.map(({ atMs, body }) => atMs - body.lateMs);
    // Each deadline lies a period after the one before, and as much later as the record says that the clock was moved.
    for (const [index, { body }] of ticks.entries()) {
      const before = dueMs[index - 1];
      if (before !== undefined)
        expect(Math.abs((dueMs[index] ?? 0) - before - 1000 / 60 - (body.movedMs ?? 0))).toBeLessThan(3);
    }
  });

  test('a key goes into the next tick, is seen in its frame, and both are recorded', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter'));
    observed.game.start();
    await observed.until(() => observed.ticks().length > 3);
    observed.game.input(
      'a',
      { seq: 1, tStationMs: 12, code: 'ArrowRight', down: true, held: ['ArrowRight'] },
      performance.now(),
    );
    observed.game.input(
      'a',
      { seq: 1, tStationMs: 12, code: 'ArrowRight', down: true, held: ['ArrowRight'] },
      performance.now(),
    );
    await observed.until(() => observed.frames.some(({ seer, frame }) => seer === 'a' && frame.applied === 1));
    observed.game.shown('a', [{ seq: 1, tick: 5, tShownMs: 30 }]);
    await observed.game.done;
    const inputs = observed.rows.flatMap((row) => (row.kind === 'input' ? [row] : []));
    expect(inputs).toHaveLength(1);
    expect(inputs[0]).toMatchObject({
      participant: 'AAAAAAAA',
      seat: 'LAB01',
      body: { seq: 1, code: 'ArrowRight', action: 2, fate: 'applied', tStationMs: 12 },
    });
    const tick = inputs[0]?.body.tick ?? 0;
    expect(observed.ticks().find((body) => body.tick === tick)?.actions.a).toBe(2);
    expect(observed.ticks().find((body) => body.tick === tick - 1)?.actions.a).toBe(0);
    expect(observed.rows.filter(({ kind }) => kind === 'shown')).toMatchObject([
      { participant: 'AAAAAAAA', body: { tShownMs: 30 } },
    ]);
    expect(observed.game.lastSeq('a')).toBe(1);
  });

  test('counts down before the first tick, and takes keys then as late', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { countdownMs: 300, maxTicks: 3 }));
    observed.game.start();
    await observed.until(() => observed.frames.length > 0);
    expect(observed.frames[0]?.frame.countdownMs).toBeGreaterThan(200);
    expect(observed.game.keyframe('a')?.countdownMs).toBeGreaterThan(0);
    observed.game.input(
      'a',
      { seq: 1, tStationMs: 0, code: 'ArrowLeft', down: true, held: ['ArrowLeft'] },
      performance.now(),
    );
    await observed.game.done;
    expect(observed.rows.filter(({ kind }) => kind === 'input')).toMatchObject([
      { body: { fate: 'late', tick: null, action: 1 } },
    ]);
    // It was held all along, so it counts from the first tick.
    expect(observed.ticks().map(({ actions }) => actions.a)).toEqual([1, 1, 1]);
  });

  test('stands still while paused, and loses no tick by it', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { maxTicks: 20 }));
    observed.game.start();
    await observed.until(() => observed.ticks().length === 5);
    observed.game.pause();
    // Time goes by: so long another game is played.
    await play('counter.py', 'Counter', { game: 'meanwhile', maxTicks: 45 });
    const before = observed.ticks().length;
    expect(before).toBeLessThanOrEqual(6);
    observed.game.input('a', { seq: 1, tStationMs: 0, code: 'ArrowLeft', down: true, held: [] }, performance.now());
    observed.game.resume();
    await observed.game.done;
    expect(observed.ticks()).toHaveLength(20);
    // The pause, 1.5 s and more, is nobody's lateness.
    expect(Math.max(...observed.ticks().map(({ lateMs }) => lateMs))).toBeLessThan(1000);
    expect(observed.rows.find(({ kind }) => kind === 'input')).toMatchObject({ body: { fate: 'late' } });
  });

  test('after a pause that was long enough to let go of the keys, goes on with a countdown', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { maxTicks: 20, resumeMs: 300 }));
    observed.game.start();
    await observed.until(() => observed.ticks().length === 5);
    observed.game.pause();
    await play('counter.py', 'Counter', { game: 'meanwhile', maxTicks: 40 });
    observed.game.resume();
    await observed.until(() => observed.frames.some(({ frame }) => frame.countdownMs > 200));
    const stoodAt = observed.ticks().length;
    await observed.until(() => observed.ticks().length > stoodAt);
    expect(observed.frames.filter(({ frame }) => frame.countdownMs > 0).map(({ frame }) => frame.tick)).toEqual(
      expect.arrayContaining([stoodAt]),
    );
    await observed.game.done;
    expect(observed.ticks().map(({ tick }) => tick)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const [end] = observed.notices.flatMap((notice) => (notice.type === 'episodeEnded' ? [notice] : []));
    // Were the pause counted, it would be 9 at most.
    expect(end?.timing.rateHz).toBeGreaterThan(12);
  });

  test('taken up again from the record, goes on with a countdown over the picture it stood at', async () => {
    const first = await play('counter.py', 'Counter', { maxTicks: 8 });
    const from = { episode: 0, ticks: first.ticks().slice(0, 5), lostAtMs: 0 };
    const observed = await play('counter.py', 'Counter', { from, maxTicks: 8, resumeMs: 200 });
    expect(observed.frames[0]?.frame).toMatchObject({ tick: 5 });
    expect(observed.frames[0]?.frame.countdownMs).toBeGreaterThan(100);
    expect(observed.ticks().map(({ tick }) => tick)).toEqual([6, 7, 8]);
  });

  test('stopped, it says no more; ended by the session, it tells what was played', async () => {
    for (const how of [undefined, 'ended' as const]) {
      const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { maxTicks: 1000 }));
      observed.game.start();
      await observed.until(() => observed.ticks().length > 2);
      await observed.game.stop(how);
      const rows = observed.rows.length;
      expect(noticeTypes(observed)).toEqual(how === 'ended' ? ['episodeStarted', 'episodeEnded'] : ['episodeStarted']);
      if (how === 'ended')
        expect(observed.notices[1]).toMatchObject({ reason: 'ended', ticks: observed.ticks().length });
      observed.game.input('a', { seq: 1, tStationMs: 0, code: 'ArrowLeft', down: true, held: [] }, performance.now());
      expect(observed.rows).toHaveLength(rows);
    }
  });

  test('ends when the environment says so', async () => {
    const observed = await play('counter.py', 'Counter', {}, { end: 7 });
    expect(observed.notices[1]).toMatchObject({ type: 'episodeEnded', reason: 'terminated', ticks: 7 });
    expect(observed.hashes()).toHaveProperty('7');
  });
});

describe('what is seen', () => {
  test('frames of a player add up to the keyframe', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { maxTicks: 12 }));
    observed.game.start();
    await observed.game.done;
    for (const seer of ['a', '*']) {
      const mine = observed.frames.filter((sent) => sent.seer === seer).map(({ frame }) => frame);
      expect(mine[0]?.delta.reset).toBe(true);
      expect(mine.map(({ tick }) => tick)).toEqual(Array.from({ length: 13 }, (_, tick) => tick));
      const drawn = mine.reduce((list, { delta }) => applyDelta(list, delta), emptyDrawList);
      expect(observed.game.keyframe(seer)).toMatchObject({ tick: 12, delta: wholeFrame(drawn) });
    }
  });

  test('where each agent has a picture of its own, each gets its own', async () => {
    const observed = await play('looks.py', 'Looks', {
      maxTicks: 2,
      members: { a: { participant: 'A', seat: 'LAB01' }, b: { participant: 'B', seat: 'LAB02' } },
    });
    const who = (seer: string): unknown => observed.game.keyframe(seer)?.delta.set.find(({ id }) => id === 'who')?.text;
    expect([who('a'), who('b'), who('*')]).toEqual(['a', 'b', 'a']);
  });

  test('what the environment prints is logged', async () => {
    const observed = await play('prints.py', 'Prints', { maxTicks: 1 });
    expect(observed.logs.join('').length).toBeGreaterThan(1000);
  });
});

describe('with models', () => {
  const members = { a: { participant: 'A', seat: 'LAB01' }, b: { policy: 'model' } };
  const metadata = {
    name: 'm',
    kind: 'onnx' as const,
    sha256: '0'.repeat(64),
    input: { name: 'obs', shape: ['batch', 2], dtype: 'float32' as const },
    output: { name: 'logits', shape: ['batch', 3] },
    actionHead: 'argmax' as const,
    actionMap: { b: [10, 11, 12] },
  };
  const policies = { model: { kind: 'onnx' as const, model: 'counter.py', metadata, fallback: 9 } };
  const withBots = async (infer: Bots['infer']): Promise<ObservedGame> => {
    const bots: Bots = { load: () => Promise.resolve(), infer, close: () => Promise.resolve() };
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { members, policies, maxTicks: 10 }), {
      bots,
    });
    observed.game.start();
    await observed.game.done;
    return observed;
  };

  test('an answer in time is the action, through the action map', async () => {
    const seen: number[][] = [];
    const observed = await withBots((_, obs) => {
      seen.push(obs);
      return Promise.resolve({ output: [0, 0, 1], inferMs: 0.1 });
    });
    expect(observed.ticks().map(({ actions, policies: said }) => [actions.b, said.b?.fallback])).toEqual(
      Array.from({ length: 10 }, () => [12, null]),
    );
    expect(seen.slice(0, 10).map(([, tick]) => tick)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(observed.ticks()[3]?.policies.b?.latencyMs).toBeGreaterThanOrEqual(0);
  });

  test('after the host stood still, overdue ticks still leave the model its time', async () => {
    let asked = 0;
    const observed = await withBots((_, obs) => {
      asked += 1;
      const untilMs = performance.now() + (asked === 3 ? 95 : 0);
      while (performance.now() < untilMs);
      return new Promise((resolve) => setTimeout(() => resolve({ output: [0, 0, obs.length], inferMs: 1 }), 4));
    });
    // On a busy machine it stands still for longer, and the clock is moved.
    const behind = observed.ticks().map(({ lateMs, movedMs = 0 }) => lateMs + movedMs);
    expect(Math.max(...behind)).toBeGreaterThan(50);
    expect(observed.ticks().map(({ policies: said }) => said.b?.fallback)).toEqual(Array(10).fill(null));
  });

  test.each<[string, Bots['infer'], string]>([
    ['no answer', () => new Promise(() => undefined), 'late'],
    ['an answer of NaN', () => Promise.reject(new BotFault('invalid', 'NaN')), 'invalid'],
    ['NaN as it stands', () => Promise.resolve({ output: [Number.NaN, 1, 2], inferMs: 1 }), 'invalid'],
    ['a dead bot process', () => Promise.reject(new BotFault('failed', 'gone')), 'failed'],
  ])('%s: the fallback plays, and the record says so', async (_, infer, fallback) => {
    const observed = await withBots(infer);
    expect(observed.ticks().map(({ actions, policies: said }) => [actions.b, said.b?.fallback])).toEqual(
      Array.from({ length: 10 }, () => [9, fallback]),
    );
    expect(noticeTypes(observed)).toContain('finished');
  });
});

describe('in lockstep', () => {
  const lockstep = { pace: 'lockstep' as const, maxTicks: 200 };
  const playLockstep = async (changed: Parameters<typeof makeSpec>[2] = {}): Promise<ObservedGame> => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { ...lockstep, ...changed }), {
      answer: someKeys,
    });
    observed.game.start();
    await observed.game.done;
    return observed;
  };

  test('gives the same game again, bit for bit', async () => {
    const [one, other] = [await playLockstep({ episodes: 2 }), await playLockstep({ episodes: 2 })];
    expect(Object.keys(one.hashes(0))).toHaveLength(20);
    expect(one.hashes(0)).toEqual(other.hashes(0));
    expect(one.hashes(1)).toEqual(other.hashes(1));
    expect(one.hashes(1)).not.toEqual(one.hashes(0));
    expect(one.ticks().map(({ actions }) => actions)).toEqual(other.ticks().map(({ actions }) => actions));
    expect(one.ticks()[2]?.actions.a).toBe(4);
  });

  test('goes on where a recorded game broke off, to the same end', async () => {
    const whole = await playLockstep();
    const ticks = whole.ticks().slice(0, 77);
    const rest = await playLockstep({
      from: { episode: 0, ticks, lostAtMs: performance.now() - 500, lastSeq: { a: 41 } },
    });
    expect(noticeTypes(rest)).toEqual(['restored', 'episodeEnded', 'finished']);
    expect(rest.notices[0]).toMatchObject({ tick: 77, episode: 0 });
    expect(rest.ticks()[0]?.tick).toBe(78);
    expect({ ...whole.hashes(), ...rest.hashes() }).toEqual(whole.hashes());
    expect(rest.notices[1]).toMatchObject({
      ticks: 200,
      returns: whole.notices[1]?.type === 'episodeEnded' ? whole.notices[1].returns : {},
    });
  });

  test('goes on from the newest snapshot that gives the recorded state, and steps only what came after it', async () => {
    const whole = await playLockstep({ snapshotEvery: 30 });
    const snapshots = whole.rows.flatMap((row) => (row.kind === 'snapshot' ? [row.body] : []));
    expect(snapshots.map(({ tick }) => tick)).toEqual([30, 60, 90, 120, 150, 180]);
    expect(snapshots.map(({ tick, hash }) => [tick, hash])).toEqual(
      snapshots.map(({ tick }) => [tick, whole.hashes()[tick]]),
    );
    const ticks = whole.ticks().slice(0, 77);
    // What lies before the snapshot is not looked at: other actions there would lead elsewhere.
    const unread = ticks.map((body) => (body.tick <= 30 ? { ...body, actions: { a: 3, b: 3 } } : body));
    const spoiled = snapshots
      .slice(0, 2)
      .map((body) => ({ ...body, state: body.state.replace('"total":', '"lost":') }));
    const other = snapshots.slice(0, 2).map((body) => ({ ...body, hash: 'f'.repeat(16) }));
    for (const [played, from] of [
      [unread, [snapshots[0]]],
      [unread, [snapshots[0], spoiled[1]]],
      [ticks, spoiled],
      [ticks, other],
    ] as const) {
      const kept = from.flatMap((one) => (one === undefined ? [] : [one]));
      const start = { episode: 0, ticks: [...played], lostAtMs: 0, lastSeq: { a: 41 }, snapshots: kept };
      const rest = await playLockstep({ from: start });
      expect(noticeTypes(rest)).toEqual(['restored', 'episodeEnded', 'finished']);
      expect(rest.hashes()).toEqual(
        Object.fromEntries(Object.entries(whole.hashes()).filter(([tick]) => Number(tick) > 77)),
      );
    }
  });

  test('refuses to go on from a record that the environment does not repeat', async () => {
    const whole = await playLockstep();
    const ticks = whole
      .ticks()
      .slice(0, 50)
      .map((body) => (body.hash === null ? body : { ...body, hash: '0'.repeat(16) }));
    const rest = await playLockstep({ from: { episode: 0, ticks, lostAtMs: 0 } });
    expect(rest.notices).toMatchObject([{ type: 'failed', error: { kind: 'contract', file: 'counter.py' } }]);
  });

  test('an interpreter killed in the middle costs nothing but time', async () => {
    const undisturbed = await playLockstep({ maxTicks: 600 });
    const spec = makeSpec('counter.py', 'Counter', { ...lockstep, maxTicks: 600, snapshotEvery: 100 });
    const observed = observeGame(fixture.pool, spec, { answer: someKeys });
    observed.game.start();
    await observed.until(() => observed.ticks().length === 250);
    for (const helper of fixture.running) helper.kill();
    await observed.game.done;
    expect(noticeTypes(observed)).toEqual(['episodeStarted', 'restored', 'episodeEnded', 'finished']);
    expect(observed.notices[1]).toMatchObject({ type: 'restored', episode: 0 });
    expect(observed.ticks().map(({ tick }) => tick)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    expect(observed.hashes()).toEqual(undisturbed.hashes());
  });
});

describe('when interpreters die', () => {
  const killAll = (): void => {
    for (const helper of fixture.running) helper.kill();
  };

  test('again and again: the game ends as it would have', async () => {
    const spec = makeSpec('counter.py', 'Counter', { pace: 'lockstep', maxTicks: 300 });
    const [undisturbed, observed] = [spec, spec].map((one) => observeGame(fixture.pool, one, { answer: someKeys })) as [
      ObservedGame,
      ObservedGame,
    ];
    undisturbed.game.start();
    await undisturbed.game.done;
    observed.game.start();
    for (const tick of [0, 140, 290]) {
      await observed.until(() => observed.ticks().length >= tick && observed.frames.length > 0);
      killAll();
    }
    await observed.game.done;
    expect(noticeTypes(observed).filter((type) => type !== 'restored')).toEqual([
      'episodeStarted',
      'episodeEnded',
      'finished',
    ]);
    expect(observed.hashes()).toEqual(undisturbed.hashes());
  }, 240_000);

  test('in real time every tick is still played, and the gap is told', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { maxTicks: 60 }));
    observed.game.start();
    await observed.until(() => observed.ticks().length === 20);
    killAll();
    await observed.game.done;
    expect(noticeTypes(observed)).toEqual(['episodeStarted', 'restored', 'episodeEnded', 'finished']);
    const restored = observed.notices.flatMap((notice) => (notice.type === 'restored' ? [notice] : []))[0];
    expect(restored?.tick).toBeGreaterThanOrEqual(19);
    expect(restored?.gapMs).toBeGreaterThan(0);
    expect(observed.ticks().map(({ tick }) => tick)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  test('while it is paused it is rebuilt at once, and goes on when play does', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { maxTicks: 20 }));
    observed.game.start();
    await observed.until(() => observed.ticks().length === 5);
    observed.game.pause();
    killAll();
    await observed.until(() => observed.notices.some(({ type }) => type === 'restored'));
    observed.game.resume();
    await observed.game.done;
    expect(observed.ticks()).toHaveLength(20);
  });
});

describe('when the study is at fault', () => {
  const failureOf = ({ notices }: ObservedGame) =>
    notices.flatMap((notice) => (notice.type === 'failed' ? [notice] : []))[0];

  test('an environment that raises fails its game, with the line', async () => {
    const observed = await play('raises.py', 'Raises', {}, { at: 4 });
    expect(failureOf(observed)).toMatchObject({
      episode: 0,
      tick: 4,
      error: { kind: 'raise', file: 'raises.py', line: 14 },
    });
    expect(observed.ticks()).toHaveLength(3);
  });

  test('an endless loop fails its game in time; another game of the same interpreter goes on', async () => {
    const beside = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { game: 'beside', maxTicks: 240 }));
    beside.game.start();
    await beside.until(() => beside.ticks().length > 5);
    const startedMs = performance.now();
    const looping = await play('loops.py', 'Loops', { game: 'looping' }, { at: 3 });
    expect(failureOf(looping)).toMatchObject({ tick: 3, error: { kind: 'timeout', file: 'loops.py' } });
    expect(performance.now() - startedMs).toBeLessThan(40_000);
    await beside.game.done;
    expect(noticeTypes(beside)).toEqual(['episodeStarted', 'restored', 'episodeEnded', 'finished']);
    expect(beside.ticks()).toHaveLength(240);
  });

  test('roles that the environment does not have are told before anybody plays', async () => {
    const observed = await play('counter.py', 'Counter', {}, { agents: ['left', 'right'] });
    expect(noticeTypes(observed)).toEqual(['failed']);
    expect(failureOf(observed)?.error.kind).toBe('contract');
    expect(failureOf(observed)?.error.message).toMatch(/left, right.*a, b/);
  });

  test('a policy that the study does not have is told by name', async () => {
    const observed = await play('counter.py', 'Counter', {
      members: { a: { participant: 'A', seat: 'LAB01' }, b: { policy: 'nobody' } },
    });
    expect(failureOf(observed)?.error.message).toContain('nobody');
  });

  test('a notice that is refused ends the game with its reason', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter'), {
      notify: () => Promise.reject(new Error('no such session')),
    });
    observed.game.start();
    await expect(observed.game.done).rejects.toThrow('no such session');
    expect(observed.ticks()).toHaveLength(0);
  });
});
