import { closeSync, openSync, readSync } from 'node:fs';

type Entry = { files?: Record<string, Entry> };

/** The paths of all files in an app.asar, with forward slashes. Its table of contents is JSON behind four little-endian sizes. */
export function readArchive(file: string): string[] {
  const descriptor = openSync(file, 'r');
  try {
    const sizes = Buffer.alloc(16);
    readSync(descriptor, sizes, 0, 16, 0);
    const header = Buffer.alloc(sizes.readUInt32LE(12));
    readSync(descriptor, header, 0, header.length, 16);
    return listEntries(JSON.parse(header.toString('utf8')) as Entry, '');
  } finally {
    closeSync(descriptor);
  }
}

const listEntries = ({ files }: Entry, path: string): string[] =>
  files === undefined
    ? [path]
    : Object.entries(files).flatMap(([name, entry]) => listEntries(entry, `${path}/${name}`));
