import { expect, test } from 'vitest';
import { capMemory, type GrowingMemory } from './capMemory';

const PAGE = 65_536;

test('a memory grows up to the cap and not beyond, and its size is told', () => {
  // A class of its own: the real prototype must stay as it is for everything else in this process.
  class Memory extends WebAssembly.Memory {
    override grow(pages: number): number {
      return super.grow(pages);
    }
  }
  const bytes = capMemory(Memory.prototype, 10 * PAGE);
  const memory: GrowingMemory = new Memory({ initial: 4 });
  expect(bytes()).toBe(0);
  expect(memory.grow(5)).toBe(4);
  expect(bytes()).toBe(9 * PAGE);
  expect(() => memory.grow(2)).toThrow(RangeError);
  expect(memory.buffer.byteLength).toBe(9 * PAGE);
  expect(memory.grow(1)).toBe(9);
});
