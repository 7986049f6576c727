/** What is needed of `WebAssembly.Memory.prototype`. */
export type GrowingMemory = { grow(pages: number): number; readonly buffer: { readonly byteLength: number } };

const PAGE_BYTES = 65_536;

/**
 * Refuses to let any WebAssembly memory grow beyond `capBytes`, and returns a function that tells the size of the largest one
 * that grew (bytes, 0 before). An interpreter that is refused raises MemoryError in the code that asked, so the author's line is
 * named; without a cap it takes 4 GiB of the host first (limits of a worker do not bound it).
 */
export function capMemory(prototype: GrowingMemory, capBytes: number): () => number {
  const { grow } = prototype;
  let largestBytes = 0;
  prototype.grow = function growWithinCap(this: GrowingMemory, pages) {
    if (this.buffer.byteLength + pages * PAGE_BYTES > capBytes)
      throw new RangeError(`memory is capped at ${capBytes} bytes`);
    const before = Reflect.apply(grow, this, [pages]);
    largestBytes = Math.max(largestBytes, this.buffer.byteLength);
    return before;
  };
  return () => largestBytes;
}
