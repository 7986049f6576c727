import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { create, Parser } from 'tar';
import { RecordError } from '../RecordError';
import { pour } from './pour.node';

/** What a packed record holds: path from its folder on, with slashes → SHA-256 of the file, or `folder`. */
export type RecordContent = Map<string, string>;

/** Paths of all that is in a record, folders included. @throws RecordError `record/badTarget` for what is neither file nor folder */
export function listContent(recordFolder: string, under = ''): { path: string; isFile: boolean }[] {
  return readdirSync(join(recordFolder, under), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = under === '' ? entry.name : `${under}/${entry.name}`;
      if (isPassing(path)) return [];
      if (entry.isDirectory()) return [{ path, isFile: false }, ...listContent(recordFolder, path)];
      if (entry.isFile()) return [{ path, isFile: true }];
      throw new RecordError(
        'record/badTarget',
        `${join(recordFolder, path)} is a link or a device, and would be lost. Take it out of the record first.`,
      );
    });
}

/** Whose journal it is says something of this machine only, at this moment. */
const isPassing = (path: string): boolean => path === 'journal.sqlite.owner';

/** A record as tar, compressed: everything in one folder of the record's name. */
export async function* packRecord(recordFolder: string): AsyncGenerator<Uint8Array> {
  const name = basename(recordFolder);
  const paths = listContent(recordFolder).map(({ path }) => `${name}/${path}`);
  const pack = create(
    { cwd: dirname(recordFolder), gzip: true, portable: true, strict: true, noDirRecurse: true },
    paths,
  );
  for await (const piece of pack) yield piece;
}

/** What is in a packed record, read to its end. @throws what the source throws */
export async function readPacked(packed: AsyncIterable<Uint8Array>): Promise<RecordContent> {
  const content: RecordContent = new Map();
  const parser = new Parser({
    strict: true,
    maxDecompressionRatio: Infinity,
    onReadEntry(entry) {
      const path = entry.path.replace(/^[^/]*\//, '').replace(/\/$/, '');
      if (entry.type === 'Directory') content.set(path, 'folder');
      const hash = createHash('sha256');
      entry.on('data', (piece: Buffer) => hash.update(piece));
      entry.on('end', () => {
        if (entry.type !== 'Directory') content.set(path, hash.digest('hex'));
      });
    },
  });
  await pour(packed, parser);
  return content;
}
