import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Outgoing, OutgoingFile } from '../../main/host/sync/Target';

export type Made = { outgoing: Outgoing; bodies: Map<string, Buffer>; drop(): void };

/** A record of files with random content, ready to send. */
export function makeFiles(sizes: Record<string, number>, name = 'sample/2026-03-14_0926_abcd2345'): Made {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-files-'));
  const bodies = new Map<string, Buffer>();
  const files: OutgoingFile[] = Object.entries(sizes).map(([path, size]) => {
    const body = randomBytes(size);
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
    bodies.set(`${name}/${path}`, body);
    return { path, file, size, sha256: createHash('sha256').update(body).digest('hex') };
  });
  return {
    outgoing: {
      record: name,
      name,
      running: false,
      replaces: [],
      copyBegun: () => undefined,
      files: () => Promise.resolve(files),
      journal: () => Promise.reject(new Error('these are files only')),
    },
    bodies,
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
