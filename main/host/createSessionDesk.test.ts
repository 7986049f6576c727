import { expect, it } from 'vitest';
import { recordRow } from '../../tests/recordRow';
import { createSessionDesk } from './createSessionDesk.node';
import { notSaved, type SubmitResult } from './createSessionActor.node';

const done = (): Promise<void> => Promise.resolve();
const never = (): Promise<never> => Promise.reject(new Error('not asked for here'));

/** A desk whose sessions answer every command with `answer`; keeps what it did. */
function openDesk(answer: SubmitResult) {
  const did: string[] = [];
  const note = (what: string) => () => void did.push(what);
  const desk = createSessionDesk({
    live: () => ({ state: () => null, submit: ({ type }) => Promise.resolve(answer).finally(note(type)) }),
    shelf: { refresh: done, cards: () => [], find: () => null, picture: () => null },
    needs: { look: never, of: () => null, trust: never, prepare: never, check: never },
    sessions: {
      current: () => null,
      create: never,
      recover: (folder) => Promise.resolve({ ok: true as const }).finally(note(`recover ${folder}`)),
      put: () => done().finally(note('put')),
    },
    records: { rows: () => [recordRow('interrupted'), recordRow('ended')], refresh: done },
    resetStations: note('reset'),
    callWaiting: note('callWaiting'),
    callAll: note('callAll'),
    reopenRoom: () => done().finally(note('reopenRoom')),
    showConsole: () => undefined,
  });
  return { desk, did };
}

it('ends an interrupted session, or leaves it interrupted and says so', async () => {
  const well = openDesk({ ok: true, events: [] });
  expect(await well.desk.recoverSession('volley/interrupted', 'end')).toEqual({ ok: true });
  expect(well.did).toEqual(['recover /records/interrupted', 'endSession', 'callWaiting']);
  const ill = openDesk(notSaved);
  expect(await ill.desk.recoverSession('volley/interrupted', 'end')).toEqual(notSaved);
  expect(ill.did).toEqual(['recover /records/interrupted', 'endSession', 'put']);
});

it('does not take up what has ended', async () => {
  const { desk, did } = openDesk({ ok: true, events: [] });
  expect(await desk.recoverSession('volley/ended', 'resume')).toMatchObject({ error: { code: 'session/ended' } });
  expect(did).toEqual([]);
});
