import { describe, expect, it } from 'vitest';
import { createRandom } from '../sync/createRandom';
import { runKills } from '../sync/runKills';
import { fileFarEnds } from '../sync/targets';

describe('a sender that is killed, on a bad line', () => {
  for (const kind of fileFarEnds) {
    it.skipIf(kind.missing !== null)(`brings every record to ${kind.name} in the end, whole`, async () => {
      const figures = await runKills(kind, 3, createRandom(1));
      console.info(`${kind.name}: ${JSON.stringify(figures)}`);
      expect(figures.partsSeen).toBe(0);
    });
  }
});
