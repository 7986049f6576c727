import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StudyProblem } from '../../../protocol/study';
import { type HashedFile, hashStudy } from './hashStudy.node';
import { listStudyFolder } from './listStudyFolder.node';

export type FrozenStudy =
  | { ok: true /** Of the copy, as hashStudy counts it. */; hash: string; files: HashedFile[]; bytes: number }
  | { ok: false; problems: StudyProblem[] };

const PIECE_BYTES = 256 * 1024;

/**
 * Copies a study into a folder of its own that must not exist yet, so that a session keeps what it was run with, whatever
 * becomes of the original. What is hashed is what was written, and it is on disk when this resolves. Rejects on disk errors.
 */
export const freezeStudy = async ({ from, to }: { from: string; to: string }): Promise<FrozenStudy> => {
  const listed = await listStudyFolder(from);
  if (listed.problems.length > 0) return { ok: false, problems: listed.problems };
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await mkdir(to, { mode: 0o700 });
  const folders = new Set([to]);
  const files: HashedFile[] = [];
  let bytes = 0;
  for (const { path } of listed.files) {
    const parts = path.split('/');
    const target = join(to, ...parts);
    const folder = dirname(target);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let depth = 1; depth < parts.length; depth++) folders.add(join(to, ...parts.slice(0, depth)));
    const copied = await copyFile(join(from, ...parts), target);
    files.push({ path, sha256: copied.sha256 });
    bytes += copied.bytes;
  }
  for (const folder of [...folders, dirname(to)]) await syncFolder(folder);
  return { ok: true, hash: hashStudy(files), files, bytes };
};

const copyFile = async (from: string, to: string): Promise<{ sha256: string; bytes: number }> => {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let bytes = 0;
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      for (;;) {
        const { bytesRead } = await source.read(piece, 0, PIECE_BYTES, bytes);
        if (bytesRead === 0) break;
        hash.update(piece.subarray(0, bytesRead));
        await writeAll(target, piece.subarray(0, bytesRead), bytes);
        bytes += bytesRead;
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return { sha256: hash.digest('hex'), bytes };
};

const writeAll = async (target: FileHandle, piece: Buffer, position: number): Promise<void> => {
  for (let written = 0; written < piece.length; ) {
    const { bytesWritten } = await target.write(piece, written, piece.length - written, position + written);
    written += bytesWritten;
  }
};

/** A new file is only safe once its folder's entry is on disk too. Windows has no such call and needs none. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
