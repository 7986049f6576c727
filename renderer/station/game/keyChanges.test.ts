import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type KeyChange, keyChanges, type KeyEvent } from './keyChanges';

it('tells each press and release with all that is held', () => {
  expect(keyChanges([], { type: 'down', code: 'ArrowLeft' })).toEqual([
    { code: 'ArrowLeft', down: true, held: ['ArrowLeft'] },
  ]);
  expect(keyChanges(['ArrowLeft', 'Space'], { type: 'up', code: 'ArrowLeft' })).toEqual([
    { code: 'ArrowLeft', down: false, held: ['Space'] },
  ]);
});

it('says nothing of repeats and of releases of what was not held', () => {
  expect(keyChanges(['Space'], { type: 'down', code: 'Space' })).toEqual([]);
  expect(keyChanges(['Space'], { type: 'up', code: 'ArrowLeft' })).toEqual([]);
  expect(keyChanges([], { type: 'releaseAll' })).toEqual([]);
});

it('agrees with a keyboard on what is held, after any sequence', () => {
  const code = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'Space');
  const event: fc.Arbitrary<KeyEvent> = fc.oneof(
    fc.record({ type: fc.constantFrom('down', 'up'), code }),
    fc.constant<KeyEvent>({ type: 'releaseAll' }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let held: string[] = [];
      const keyboard = new Set<string>();
      const told: KeyChange[] = [];
      for (const one of events) {
        const changes = keyChanges(held, one);
        told.push(...changes);
        held = changes.at(-1)?.held ?? held;
        if (one.type === 'down') keyboard.add(one.code);
        else if (one.type === 'up') keyboard.delete(one.code);
        else keyboard.clear();
        expect([...held].sort()).toEqual([...keyboard].sort());
      }
      // Whoever hears only the changes knows what is held after each.
      const heard = new Set<string>();
      for (const { code: key, down, held: after } of told) {
        if (down) heard.add(key);
        else heard.delete(key);
        expect([...after].sort()).toEqual([...heard].sort());
      }
    }),
  );
});

it('names at most twenty keys', () => {
  const held = Array.from({ length: 20 }, (_, index) => `Key${index}`);
  expect(keyChanges(held, { type: 'down', code: 'Space' })[0]?.held).toHaveLength(20);
});
