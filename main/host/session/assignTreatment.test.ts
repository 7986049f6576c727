import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignTreatment } from './assignTreatment';

const lists = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.record({ name: fc.constant(name), weight: fc.integer({ min: 1, max: 3 }) }))),
  );
type List = readonly { name: string; weight: number }[];
const seeds = fc.nat(0xffffffff);

/** Gives out `count` treatments one after the other, and says which. */
const giveOut = (list: List, seed: number, count: number, earlier: Record<string, number> = {}): string[] => {
  const taken = new Set<number>();
  return Array.from({ length: count }, () => {
    const { treatment, slot } = assignTreatment({ list, seed, earlier, taken }, null);
    taken.add(slot);
    return treatment;
  });
};
const countOf = (given: readonly string[], name: string): number => given.filter((one) => one === name).length;

/** How far counts are from whole blocks: of no treatment more are missing, or too many, than a block holds. */
const expectBalance = (list: List, given: readonly string[]): void => {
  const blocks = list.map(({ name, weight }) => countOf(given, name) / weight);
  expect(Math.ceil(Math.max(...blocks)) - Math.floor(Math.min(...blocks))).toBeLessThanOrEqual(1);
};

describe('treatments that chance gives out', () => {
  test('are balanced within one block at every moment', () => {
    fc.assert(
      fc.property(lists, seeds, fc.nat(40), (list, seed, count) => {
        const given = giveOut(list, seed, count);
        for (let number = 0; number <= count; number += 1) expectBalance(list, given.slice(0, number));
      }),
    );
  });

  test('follow from the seed alone, and not from who comes when: every order of a block comes about as often', () => {
    const list = [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 1 },
      { name: 'c', weight: 1 },
    ];
    expect(giveOut(list, 5, 30)).toEqual(giveOut(list, 5, 30));
    const orders = new Map<string, number>();
    for (let seed = 0; seed < 400; seed += 1)
      for (const from of [0, 6]) {
        const order = giveOut(list, seed, 9)
          .slice(from, from + 3)
          .join('');
        orders.set(order, (orders.get(order) ?? 0) + 1);
      }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(count).toBeGreaterThan(90);
  });

  test('come out even over sessions, each with a seed of its own that is told what there was before', () => {
    fc.assert(
      fc.property(lists, fc.array(fc.tuple(seeds, fc.nat(15)), { minLength: 3, maxLength: 6 }), (list, sessions) => {
        const all: string[] = [];
        for (const [seed, count] of sessions) {
          const earlier = Object.fromEntries(list.map(({ name }) => [name, countOf(all, name)]));
          all.push(...giveOut(list, seed, count, earlier));
          expectBalance(list, all);
        }
      }),
    );
  });

  test('a place that is given back is given out next', () => {
    fc.assert(
      fc.property(lists, seeds, fc.integer({ min: 1, max: 30 }), fc.nat(), (list, seed, count, which) => {
        const taken = new Set<number>();
        const given = Array.from({ length: count }, () => {
          const place = assignTreatment({ list, seed, earlier: {}, taken }, null);
          taken.add(place.slot);
          return place;
        });
        const back = given[which % count];
        if (!back) throw new Error('none');
        taken.delete(back.slot);
        expect(assignTreatment({ list, seed, earlier: {}, taken }, null)).toEqual(back);
      }),
    );
  });

  test('make up for what an operator chooses', () => {
    fc.assert(
      fc.property(lists, seeds, fc.array(fc.boolean(), { maxLength: 12 }), (list, seed, chosen) => {
        const taken = new Set<number>();
        const given: string[] = [];
        const first = list[0]?.name ?? '';
        const give = (wanted: string | null): void => {
          const { treatment, slot } = assignTreatment({ list, seed, earlier: {}, taken }, wanted);
          if (wanted !== null) expect(treatment).toBe(wanted);
          taken.add(slot);
          given.push(treatment);
        };
        for (const byHand of chosen) give(byHand ? first : null);
        const most = Math.max(...list.map(({ name, weight }) => Math.ceil(countOf(given, name) / weight)));
        const whole = most * list.reduce((sum, { weight }) => sum + weight, 0);
        while (given.length < whole) give(null);
        for (const { name, weight } of list) expect(countOf(given, name)).toBe(weight * most);
      }),
    );
  });
});
