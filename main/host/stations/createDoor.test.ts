import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDoor } from './createDoor';

const limit = { perAddress: 4, total: 10 };

it('never keeps more strangers than it may, neither in all nor of one address', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ address: fc.constantFrom('a', 'b', 'c', 'd', 'e'), leaves: fc.boolean() }), {
        maxLength: 100,
      }),
      (arrivals) => {
        const door = createDoor(limit);
        const inside = new Map<number, string>();
        for (const [index, { address, leaves }] of arrivals.entries()) {
          inside.set(index, address);
          const leave = door.enter(address, () => void inside.delete(index));
          if (leaves) {
            leave();
            inside.delete(index);
          }
          expect(door.count()).toBe(inside.size);
          expect(inside.size).toBeLessThanOrEqual(limit.total);
          for (const each of inside.values())
            expect([...inside.values()].filter((other) => other === each).length).toBeLessThanOrEqual(limit.perAddress);
        }
      },
    ),
  );
});

it('lets a newcomer in at the cost of whoever has the most, never of somebody with fewer', () => {
  const door = createDoor({ perAddress: 8, total: 10 });
  const closed: string[] = [];
  door.enter('quiet', () => closed.push('quiet'));
  for (let n = 0; n < 8; n++) door.enter('crowd', () => closed.push(`crowd ${n}`));
  door.enter('other', () => closed.push('other'));
  door.enter('station', () => closed.push('station'));
  expect(closed).toEqual(['crowd 0']);
});

it('forgets whoever has said who it is', () => {
  const door = createDoor({ perAddress: 1, total: 1 });
  const closed: string[] = [];
  door.enter('a', () => closed.push('first'))();
  door.enter('a', () => closed.push('second'));
  expect(closed).toEqual([]);
  expect(door.count()).toBe(1);
});
