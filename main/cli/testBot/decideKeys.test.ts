import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTick, changesBetween, chordsOf, heldAtTick, placeAtTick } from './decideKeys';

const keys = { ArrowLeft: 1, ArrowRight: 2, 'ArrowLeft+Space': 4 };
const chords = chordsOf(keys, false);
const heldKeys = fc.constantFrom(...chords);

describe('keys', () => {
  test('are the chords of the scene, and none', () => {
    expect(chords).toEqual([[], ['ArrowLeft'], ['ArrowRight'], ['ArrowLeft', 'Space']]);
  });

  test('for a tick follow from seed, name and tick', () => {
    const play = (seed: number, name: string) =>
      Array.from({ length: 300 }, (_, index) => answerTick(chords, seed, name, index + 1));
    expect(play(1, 'LAB01/g/0')).toEqual(play(1, 'LAB01/g/0'));
    expect(play(1, 'LAB01/g/0')).not.toEqual(play(2, 'LAB01/g/0'));
    expect(play(1, 'LAB01/g/0')).not.toEqual(play(1, 'LAB02/g/0'));
  });

  test('are each held at some time', () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, tick) => heldAtTick(chords, 3, 'n', tick).join('+')));
    expect([...seen].sort()).toEqual(['', 'ArrowLeft', 'ArrowLeft+Space', 'ArrowRight']);
  });

  test('tell what is held after the change, which a key that is down is in and one that is up is not', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 500 }), (seed, tick) => {
        const { code, down, held } = answerTick(chords, seed, 'n', tick);
        expect(held).toEqual(heldAtTick(chords, seed, 'n', tick));
        expect(held.includes(code)).toBe(down);
      }),
    );
  });

  test('may be a finger, which is somewhere on the canvas and moves where nothing changes', () => {
    const pointing = chordsOf(keys, true);
    expect(pointing).toEqual([...chords, ['Pointer']]);
    const answers = Array.from({ length: 400 }, (_, tick) => answerTick(pointing, 1, 'n', tick + 1));
    expect(new Set(answers.map(({ code }) => code))).toEqual(
      new Set(['Pointer', 'PointerMove', 'ArrowLeft', 'ArrowRight', 'Space']),
    );
    for (const { code, down } of answers) if (code === 'PointerMove') expect(down).toBe(false);
    const places = Array.from({ length: 400 }, (_, tick) => placeAtTick(1, 'n', tick + 1));
    expect(places).toEqual(Array.from({ length: 400 }, (_, tick) => placeAtTick(1, 'n', tick + 1)));
    expect(places.flat().every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(new Set(places.map(String)).size).toBeGreaterThan(40);
  });

  test('change one at a time from any to any', () => {
    fc.assert(
      fc.property(heldKeys, heldKeys, (before, after) => {
        const changes = changesBetween(before, after);
        let held = new Set(before);
        for (const change of changes) {
          expect(held.has(change.code)).toBe(!change.down);
          held = new Set(change.held);
          expect(held.has(change.code)).toBe(change.down);
        }
        expect([...held].sort()).toEqual([...after].sort());
      }),
    );
  });
});
