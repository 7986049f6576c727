import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, Study } from '../../../protocol/study';
import { arrangeScenes } from './arrangeScenes';
import { end, game, makeStudy, page } from './testing/makeStudy';
import { openRoom } from './testing/openRoom';

const units = [['a'], ['b1', 'b2'], ['c']];
const withBlock = (changed: Partial<Block>): Study => ({
  ...makeStudy([page('hello'), page('a'), page('b1'), page('b2'), page('c'), end('bye')]),
  blocks: [{ units, shuffle: true, keep: 3, repeat: 1, ...changed }],
});
const idsOf = (study: Study): string[] => study.scenes.map(({ id }) => id);

describe('the order of a session', () => {
  test('is that of the study where there are no blocks', () => {
    const study = makeStudy([page('a'), end('b')]);
    expect(arrangeScenes(study, 7)).toEqual(study);
  });

  test('has the scenes around a block where they were, its units whole, and only as many as are kept', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (seed, keep, repeat) => {
        const ids = idsOf(arrangeScenes(withBlock({ keep, repeat }), seed));
        expect([ids[0], ids.at(-1)]).toEqual(['hello', 'bye']);
        expect(new Set(ids).size).toBe(ids.length);
        const inner = ids.slice(1, -1).map((id) => id.replace(/_\d+$/, ''));
        const starts = inner.filter((id) => id !== 'b2');
        expect(starts).toHaveLength(keep * repeat);
        for (let time = 0; time < repeat; time += 1)
          expect(new Set(starts.slice(time * keep, (time + 1) * keep)).size).toBe(keep);
        expect(inner.flatMap((id, index) => (id === 'b1' ? [inner[index + 1]] : [])).every((id) => id === 'b2')).toBe(
          true,
        );
      }),
    );
  });

  test('follows from the seed alone, and every order comes about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 1800; seed += 1) {
      const order = idsOf(arrangeScenes(withBlock({}), seed)).join(' ');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 300)).toBeLessThan(80);
    expect(arrangeScenes(withBlock({}), 42)).toEqual(arrangeScenes(withBlock({}), 42));
  });

  test('without shuffling is as written, and what is repeated has names of its own', () => {
    const study = withBlock({ shuffle: false, repeat: 2, keep: 2 });
    const taken = { ...study, scenes: [page('a_2'), ...study.scenes] };
    expect(idsOf(arrangeScenes(study, 1))).toEqual(['hello', 'a', 'b1', 'b2', 'a_2', 'b1_2', 'b2_2', 'bye']);
    expect(idsOf(arrangeScenes(taken, 1)).slice(0, 6)).toEqual(['a_2', 'hello', 'a', 'b1', 'b2', 'a__2']);
  });

  test('pays for every time a paying scene is played, and for none that is not', () => {
    const study = makeStudy([
      game('x', { left: 'human' }),
      game('y', { left: 'human' }),
      game('z', { left: 'human' }),
      end('bye'),
    ]);
    const payment = {
      currency: 'EUR',
      showUpFee: 0,
      perPoint: 1,
      points: ['x', 'y', 'z'],
      roundTo: 0.01,
      rounding: 'nearest' as const,
      show: true,
    };
    const blocks = [{ units: [['x'], ['y']], shuffle: false, keep: 1, repeat: 2 }];
    expect(arrangeScenes({ ...study, payment, blocks }, 1).payment?.points).toEqual(['x', 'x_2', 'z']);
  });

  test('is in the record from the first event on', () => {
    const study = withBlock({ keep: 1 });
    expect(openRoom(study).events()[0]).toMatchObject({ seed: 7, study: arrangeScenes(study, 7) });
  });
});
