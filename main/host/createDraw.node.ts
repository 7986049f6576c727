import { createHash, randomBytes } from 'node:crypto';

/** Random draws for the session fold, uniform in [0, 1): from the system, or, for a rehearsal that must repeat, from a seed. */
export function createDraw(seed: number | null): () => number {
  let drawn = 0;
  return () => {
    const bytes =
      seed === null ? randomBytes(6) : createHash('sha256').update(`${seed}/${drawn++}`).digest().subarray(0, 6);
    return bytes.readUIntBE(0, 6) / 2 ** 48;
  };
}
