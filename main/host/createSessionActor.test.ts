import { expect, it } from 'vitest';
import { createSessionActor, type SessionActorDeps } from './createSessionActor.node';
import { createMemoryJournal } from './record/createMemoryJournal';
import type { Journal } from './record/Journal';
import { foldSession } from './session/foldSession';
import type { SessionCommand } from './session/SessionCommand';
import { end, makeStudy, page } from './session/testing/makeStudy';

const create: SessionCommand = {
  type: 'createSession',
  session: 'abcdefgh',
  joinCode: 'ABC234',
  study: makeStudy([page('hello'), end('bye')]),
  studyHash: 'h',
  seed: 1,
  appVersion: '0',
  wall: '2026-01-01T00:00:00.000+00:00',
};
const seat = (participant: string): SessionCommand => ({
  type: 'addSeat',
  participant,
  tokenHash: participant,
  station: 's',
});

/** A journal whose commits wait to be let through, and count. */
function slowJournal(): { journal: Journal; commits: number[]; next(outcome: 'commit' | 'fail'): Promise<void> } {
  const inner = createMemoryJournal();
  const waiting: ((outcome: 'commit' | 'fail') => void)[] = [];
  const arrived: (() => void)[] = [];
  const commits: number[] = [];
  return {
    commits,
    async next(outcome) {
      if (waiting.length === 0) await new Promise<void>((resolve) => arrived.push(resolve));
      waiting.shift()?.(outcome);
    },
    journal: {
      ...inner,
      async append(rows, options) {
        const outcome = await new Promise<'commit' | 'fail'>((resolve) => {
          waiting.push(resolve);
          arrived.shift()?.();
        });
        if (outcome === 'fail') throw new Error('the disk is full');
        commits.push(rows.length);
        await inner.append(rows, options);
      },
    },
  };
}

function makeActor(
  journal: Journal,
  onChange: SessionActorDeps['onChange'] = () => undefined,
  wentWrong: SessionActorDeps['wentWrong'] = () => undefined,
  draw = () => 0.5,
) {
  let atMs = 0;
  return createSessionActor({ journal, state: null, nowMs: () => ++atMs, draw, onChange, wentWrong });
}

it('tells nobody before the events are on disk', async () => {
  const slow = slowJournal();
  const shown: string[] = [];
  const actor = makeActor(slow.journal, (state) => shown.push(state.session));
  let answered = false;
  const made = actor.submit(create).then((result) => {
    answered = true;
    return result;
  });
  await Promise.resolve();
  expect([answered, actor.state(), shown]).toEqual([false, null, []]);
  await slow.next('commit');
  expect((await made).ok).toBe(true);
  expect(shown).toEqual(['abcdefgh']);
});

it('commits together what came while the disk was busy, each decided on what the one before it left', async () => {
  const slow = slowJournal();
  const actor = makeActor(slow.journal);
  const made = actor.submit(create);
  const all = ['aaaaaaaa', 'bbbbbbbb', 'aaaaaaaa'].map((one) => actor.submit(seat(one)));
  await slow.next('commit');
  await made;
  await slow.next('commit');
  const results = await Promise.all(all);
  expect(results.map(({ ok }) => ok)).toEqual([true, true, false]);
  expect(slow.commits).toEqual([1, 2]);
  expect(actor.state()?.participants.map((one) => one.seat)).toEqual(['LAB01', 'LAB02']);
});

it('takes nothing for done that could not be saved, and goes on when it can', async () => {
  const slow = slowJournal();
  const causes: unknown[] = [];
  const actor = makeActor(slow.journal, undefined, (_what, cause) => causes.push(cause));
  const made = actor.submit(create);
  await slow.next('commit');
  await made;
  const lost = actor.submit(seat('aaaaaaaa'));
  await slow.next('fail');
  const refused = await lost;
  expect(refused.ok ? '' : refused.error).toEqual({
    code: 'record/notSaved',
    message: 'This could not be saved, so it was not done. Please try again in a moment.',
  });
  expect(String(causes)).toContain('the disk is full');
  expect(actor.state()?.participants).toEqual([]);
  const again = actor.submit(seat('aaaaaaaa'));
  await slow.next('commit');
  expect((await again).ok).toBe(true);
  const events = (await slow.journal.events()).map((row) => row.body);
  expect(foldSession(events)).toEqual(actor.state());
});

it('refuses without a word to the journal', async () => {
  const journal = createMemoryJournal();
  const actor = makeActor(journal);
  await actor.submit(create);
  const refused = await actor.submit({ type: 'connectStation', seat: 'LAB09', station: 's' });
  expect(refused.ok).toBe(false);
  expect((await journal.events()).length).toBe(1);
});

it('lets a command go in front of all that wait', async () => {
  const slow = slowJournal();
  const actor = makeActor(slow.journal);
  const made = actor.submit(create);
  const late = actor.submit(seat('aaaaaaaa'));
  const first = actor.submitFirst(seat('bbbbbbbb'));
  for (const one of [made, Promise.all([late, first])]) {
    await slow.next('commit');
    await one;
  }
  expect(actor.state()?.participants.map((one) => one.participant)).toEqual(['bbbbbbbb', 'aaaaaaaa']);
});

it('refuses what it cannot decide, keeps nobody waiting for it, and answers also when showing it fails', async () => {
  const journal = createMemoryJournal();
  const wrong: string[] = [];
  const actor = makeActor(
    journal,
    () => {
      throw new Error('no screen');
    },
    (what, cause) => wrong.push(`${what}: ${String(cause)}`),
    () => {
      throw new Error('no luck');
    },
  );
  for (const command of [create, seat('aaaaaaaa'), { type: 'startSession' } as const])
    expect(await actor.submit(command)).toMatchObject({ ok: true });
  const before = actor.state();
  const all = [{ type: 'advanceScene', participant: 'aaaaaaaa', scene: 'hello' } as const, seat('bbbbbbbb')].map(
    (command) => actor.submit(command),
  );
  expect(await Promise.all(all)).toMatchObject([{ ok: false, error: { code: 'session/failed' } }, { ok: true }]);
  expect(actor.state()?.participants[0]).toEqual(before?.participants[0]);
  expect(wrong).toContain('advanceScene not decided: Error: no luck');
  expect(wrong).toContain('not shown: Error: no screen');
  expect(foldSession((await journal.events()).map((row) => row.body))).toEqual(actor.state());
});
