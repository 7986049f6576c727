import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { z } from 'zod';

const list = z.object({
  record: z.string(),
  files: z.array(z.object({ path: z.string(), storedAs: z.string(), size: z.number(), sha256: z.string() })),
});

/** Holds what is at the far end under a record's name to what is here: every byte, nothing more, and the list of all. */
export function expectCopy(there: Map<string, Buffer>, here: Map<string, Buffer>): void {
  const { files } = list.parse(JSON.parse(there.get('SYNCED.json')?.toString('utf8') ?? '{}'));
  expect(files.map(({ path }) => path).sort()).toEqual([...here.keys()].sort());
  expect([...there.keys()].sort()).toEqual([...files.map(({ storedAs }) => storedAs), 'SYNCED.json'].sort());
  for (const { path, storedAs, size, sha256 } of files) {
    const arrived = there.get(storedAs);
    expect(arrived?.equals(here.get(path) ?? Buffer.alloc(0)), path).toBe(true);
    expect(size).toBe(arrived?.length);
    expect(
      createHash('sha256')
        .update(arrived ?? '')
        .digest('hex'),
    ).toBe(sha256);
  }
}
