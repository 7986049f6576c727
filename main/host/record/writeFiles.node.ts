import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Chunk, EncodeOptions, Encoder, Encoders } from './encoders/Encoder';
import type { LayoutFile } from './layouts/Layout';
import type { TableRow } from './tables/Table';

/** Files of rows on their way to the disk. */
export type FileSink = {
  /** Makes the file if it is not there yet, with what it begins with, and appends the rows. */
  write(file: LayoutFile, rows: readonly TableRow[]): void;
  /** Ends every file and syncs it. */
  finish(): void;
};

type OpenFile = { path: string; encoder: Encoder; waiting: Chunk[]; isMade: boolean };

/** So much waits in memory over all files, in bytes or characters: an export may have thousands of files, and only so many can be open. */
const holdAtMost = 2 ** 22;

/**
 * Writes files of rows under `folder`.
 * @throws whatever the disk says
 */
export function writeFiles(folder: string, encoders: Encoders, options: EncodeOptions): FileSink {
  const files = new Map<string, OpenFile>();
  let held = 0;

  function add(file: OpenFile, chunk: Chunk): void {
    if (chunk.length === 0) return;
    file.waiting.push(chunk);
    held += chunk.length;
    if (held > holdAtMost) flush();
  }

  function flush(): void {
    for (const file of files.values()) if (file.waiting.length > 0) append(file, false);
    held = 0;
  }

  function append(file: OpenFile, sync: boolean): void {
    const handle = openSync(file.path, file.isMade ? 'a' : 'wx', 0o600);
    file.isMade = true;
    try {
      for (const chunk of file.waiting.splice(0)) writeAll(handle, chunk);
      if (sync) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }

  return {
    write: ({ path, encoding, columns }, rows) => {
      let file = files.get(path);
      if (file === undefined) {
        const whole = join(folder, path);
        mkdirSync(dirname(whole), { recursive: true, mode: 0o700 });
        file = { path: whole, encoder: encoders[encoding](columns, options), waiting: [], isMade: false };
        files.set(path, file);
        add(file, file.encoder.head);
      }
      if (rows.length > 0) add(file, file.encoder.encode(rows));
    },
    finish: () => {
      for (const file of files.values()) {
        add(file, file.encoder.end());
        append(file, true);
      }
    },
  };
}

/** One write call may take less than it was given. */
export function writeAll(handle: number, chunk: Chunk): void {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}
