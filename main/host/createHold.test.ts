import { expect, it } from 'vitest';
import { createHold, type Hold } from './createHold.node';
import type { SubmitResult } from './createSessionActor.node';
import type { JournalTrouble } from './record/Journal';

const full: JournalTrouble = { kind: 'full', message: 'The disk is full.' };
const recovered: JournalTrouble = { kind: 'recovered', message: 'Fine again.' };
const saved: SubmitResult = { ok: true, events: [] };
const notSaved: SubmitResult = { ok: false, error: { code: 'record/notSaved', message: '' } };

/** A hold whose event is saved or not as the test answers. */
function open(): {
  hold: Hold;
  at(ms: number): void;
  asked: unknown[];
  answer(result: SubmitResult): Promise<void>;
  seen: (string | null)[];
} {
  let nowMs = 0;
  const asked: unknown[] = [];
  const answers: ((result: SubmitResult) => void)[] = [];
  const seen: (string | null)[] = [];
  const hold = createHold({
    nowMs: () => nowMs,
    submitFirst(command) {
      asked.push(command);
      return new Promise((resolve) => answers.push(resolve));
    },
    changed: () => seen.push(hold.reason()),
  });
  return {
    hold,
    asked,
    seen,
    at: (ms) => (nowMs = ms),
    async answer(result) {
      answers.shift()?.(result);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

it('stands still at once, and goes on only when the record says that it stood still', async () => {
  const { hold, at, asked, answer, seen } = open();
  at(100);
  hold.hear(full);
  expect(hold.reason()).toBe('The disk is full.');
  let isOver: boolean | null = null;
  const over = hold.over().then((value) => (isOver = value));
  at(900);
  hold.hear(recovered);
  expect(asked).toEqual([{ type: 'endHold', fromMs: 100, reason: 'the disk was full' }]);
  expect([hold.reason(), isOver]).toEqual(['The disk is full.', null]);
  await answer(saved);
  await over;
  expect([hold.reason(), isOver]).toEqual([null, true]);
  expect(seen).toEqual(['The disk is full.', null]);
  expect(await hold.over()).toBe(true);
});

it('keeps standing when the disk is full again at that very moment, and tells of the whole time once', async () => {
  const { hold, at, asked, answer } = open();
  at(100);
  hold.hear(full);
  hold.hear(recovered);
  hold.hear(full);
  await answer(notSaved);
  expect(hold.reason()).toBe('The disk is full.');
  at(5000);
  hold.hear(recovered);
  await answer(saved);
  expect(hold.reason()).toBeNull();
  expect(asked.at(-1)).toEqual({ type: 'endHold', fromMs: 100, reason: 'the disk was full' });
});

it('counts no time twice when the event was saved and the disk is full right after it', async () => {
  const { hold, at, asked, answer } = open();
  hold.hear(full);
  hold.hear(recovered);
  hold.hear(full);
  at(700);
  await answer(saved);
  expect(hold.reason()).toBe('The disk is full.');
  hold.hear(recovered);
  await answer(saved);
  expect(asked.at(-1)).toMatchObject({ fromMs: 700 });
  expect(hold.reason()).toBeNull();
});

it('does not stop play for a slow disk, and lets go of all who wait when the session is closed', async () => {
  const { hold } = open();
  hold.hear({ kind: 'slow', message: 'slow' });
  expect(hold.reason()).toBeNull();
  hold.hear({ kind: 'dead', message: 'dead' });
  const over = hold.over();
  hold.close();
  expect(await over).toBe(false);
  expect(await hold.over()).toBe(false);
});
