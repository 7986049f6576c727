import { describe, expect, it } from 'vitest';
import { createRandom } from '../sync/createRandom';
import { runKills } from '../sync/runKills';
import { fileFarEnds } from '../sync/targets';

/** Of the process that sends, for each kind of far end. */
const cycles = Number(process.env.CUBICLE_SYNC_CYCLES ?? 100);
const seed = Number(process.env.CUBICLE_SYNC_SEED ?? Date.now() % 2 ** 32);

describe('a sender that is killed again and again, on a bad line', () => {
  for (const kind of fileFarEnds) {
    if (kind.missing) console.warn(kind.missing);
    it.skipIf(kind.missing !== null)(
      `brings every record to ${kind.name} in the end, whole`,
      async () => {
        const figures = await runKills(kind, cycles, createRandom(seed));
        console.info(`${kind.name}, seed ${seed}: ${JSON.stringify(figures)}`);
        expect(figures.partsSeen).toBe(0);
      },
      60 * 60_000,
    );
  }
});
