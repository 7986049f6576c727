import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkExportTarget } from './checkExportTarget.node';
import { syncFolder } from './openJournalFile.node';
import { createOwnedFolder } from './ownedFolder.node';
import { readFreeBytes } from './readFreeBytes.node';
import { RecordError } from './RecordError';
import { hasCode } from './takeJournalLock.node';
import { listFiles, writeChecksums } from './writeChecksums.node';
import { zipFolder } from './zipFolder.node';

export type Stage = {
  /** The folder (or zip file) to make; it must not exist. */
  target: string;
  container: 'folder' | 'zip';
  /** The one folder that a zip has inside. */
  zipName: string;
  /** What it will take at least, in bytes, while it is being made. */
  needsBytes: number;
  /** Nothing may be put into these. */
  recordFolders: readonly string[];
  /** Told of the two steps that come after building. */
  advance(by: number, step: string): Promise<void>;
  /** Lets others have their turn on this thread; rejects when the export was cancelled. */
  pause(): Promise<void>;
};

/** How the folder begins in which an export is made. */
const partialMark = 'cubicle.partial-';

/**
 * Makes an export whole or not at all: `build` fills a folder beside the target, checksums are added, everything is synced,
 * and one rename puts it in place. Whatever fails, nothing is left behind; what killed exports
 * left beside the target is removed first.
 * @throws RecordError `record/exists`, `record/badTarget`, `record/diskFull`, `record/notWritable`, and what `build` throws
 */
export async function writeStaged(
  stage: Stage,
  build: (folder: string) => Promise<void>,
): Promise<{ target: string; files: number }> {
  try {
    return await writeWhole(stage, build);
  } catch (cause) {
    throw inWords(cause, stage.target);
  }
}

async function writeWhole(
  { container, zipName, recordFolders, advance, pause, ...stage }: Stage,
  build: (folder: string) => Promise<void>,
): Promise<{ target: string; files: number }> {
  const target = checkExportTarget(stage.target, recordFolders);
  await expectRoom(target, stage.needsBytes);
  const temp = createOwnedFolder(dirname(target), partialMark);
  const folder = join(temp.folder, 'export');
  try {
    mkdirSync(folder, { mode: 0o700 });
    await build(folder);
    await advance(1, 'checksums');
    await writeChecksums(folder, pause);
    const files = listFiles(folder).length;
    await advance(1, container === 'zip' ? 'zip' : 'finish');
    const whole = container === 'zip' ? join(temp.folder, 'export.zip') : folder;
    if (container === 'zip') await zipFolder(folder, whole, zipName, pause);
    else syncFolders(folder);
    // Nobody else makes this name; if somebody did meanwhile, it is theirs.
    checkExportTarget(stage.target, recordFolders);
    renameSync(whole, target);
    syncFolder(dirname(target));
    return { target, files };
  } finally {
    temp.drop();
  }
}

/** Better now than after an hour. @throws RecordError `record/diskFull` */
async function expectRoom(target: string, needsBytes: number): Promise<void> {
  const folder = dirname(target);
  const freeBytes = await readFreeBytes(folder);
  if (freeBytes === null || freeBytes >= needsBytes) return;
  throw new RecordError(
    'record/diskFull',
    `There is not enough room in ${folder} for this export: it takes about ${inMb(needsBytes)} while it is made, and ${inMb(freeBytes)} are free. Nothing was written; free some space there, choose another folder, or fewer tables or formats.`,
  );
}

const inMb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** What the disk refused, told so that one knows what to do. */
function inWords(cause: unknown, target: string): unknown {
  const folder = dirname(target);
  if (hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT')) {
    return new RecordError(
      'record/diskFull',
      `There is not enough room in ${folder} for this export. Nothing was left behind; free some space there or choose another folder.`,
    );
  }
  if (['EACCES', 'EPERM', 'EROFS'].some((code) => hasCode(cause, code))) {
    return new RecordError(
      'record/notWritable',
      `Nothing can be written to ${folder}. Choose a folder that this user can write to.`,
    );
  }
  if (hasCode(cause, 'ENAMETOOLONG')) {
    return new RecordError(
      'record/badTarget',
      `The name ${basename(target)} is too long for this disk. Choose another.`,
    );
  }
  return cause;
}

/** The names in a folder and in all folders of it. */
function syncFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) syncFolders(join(folder, entry.name));
  }
  syncFolder(folder);
}
