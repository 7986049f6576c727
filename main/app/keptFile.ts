import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** A small JSON file of this machine's own (its role, its pairings), readable by its user alone. */
export type KeptFile<T> = {
  /** What was kept last; the default when there is nothing, or nothing that can be understood. */
  read(): T;
  /** Keeps it, whole or not at all. */
  write(value: T): void;
};

export function keptFile<T>(file: string, schema: z.ZodType<T>, standard: T): KeptFile<T> {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return standard;
      }
    },
    write(value) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const half = `${file}.new`;
      const descriptor = openSync(half, 'w', 0o600);
      writeSync(descriptor, `${JSON.stringify(value, null, 2)}\n`);
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(half, file);
    },
  };
}
