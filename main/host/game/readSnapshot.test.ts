import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSnapshot, readSnapshot, writeSnapshot } from './readSnapshot';

const digest = (content: string | Uint8Array): Promise<Uint8Array> =>
  Promise.resolve(new Uint8Array(createHash('sha256').update(content).digest()));
const python = { 'cubicle/__init__.py': new Uint8Array([1, 2]), 'cubicle/game.py': new Uint8Array([3]) };
const memory = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

test('what was written is read again', async () => {
  const goodFor = await describeSnapshot('v8 1', python, digest);
  const read = await readSnapshot(await writeSnapshot(goodFor, memory, digest), goodFor, digest);
  expect(read).toEqual({ memory });
});

test('no file, no snapshot', async () => {
  expect(await readSnapshot(null, await describeSnapshot('v8 1', python, digest), digest)).toEqual({
    memory: null,
    problem: 'there is no snapshot',
  });
});

describe('a snapshot is refused', () => {
  test('in another engine, and with another package', async () => {
    const goodFor = await describeSnapshot('v8 1', python, digest);
    const file = await writeSnapshot(goodFor, memory, digest);
    const others = [
      await describeSnapshot('v8 2', python, digest),
      await describeSnapshot('v8 1', { ...python, 'cubicle/game.py': new Uint8Array([4]) }, digest),
      await describeSnapshot('v8 1', { ...python, 'cubicle/more.py': new Uint8Array([3]) }, digest),
      await describeSnapshot('v8 1', { 'cubicle/game.py': new Uint8Array([3]) }, digest),
    ];
    for (const other of others) {
      expect(await readSnapshot(file, other, digest)).toEqual({
        memory: null,
        problem: 'the snapshot is of another version',
      });
    }
  });

  test('with any byte changed, and cut anywhere', async () => {
    const goodFor = await describeSnapshot('v8 1', python, digest);
    const whole = await writeSnapshot(goodFor, memory, digest);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = whole.map((byte, index) => (index === at ? byte ^ flip : byte));
        expect((await readSnapshot(changed, goodFor, digest)).memory).toBeNull();
        expect((await readSnapshot(whole.slice(0, at), goodFor, digest)).memory).toBeNull();
      }),
    );
  });
});
