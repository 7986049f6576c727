import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { RecordError } from './RecordError';

/**
 * Makes sure that an export can go to `target` without touching anything that is there, the records first of all.
 * @returns the target with links in its path resolved
 * @throws RecordError `record/exists`, `record/badTarget`
 */
export function checkExportTarget(target: string, recordFolders: readonly string[]): string {
  if (!isAbsolute(target)) throw bad(`${target} is not a whole path.`);
  const parent = dirname(target);
  if (!isFolder(parent)) throw bad(`There is no folder ${parent} to export into. Make it first.`);
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
    throw new RecordError('record/exists', `${target} exists already. Choose another name; nothing is overwritten.`);
  }
  const real = join(realpathSync(parent), basename(target));
  for (const record of recordFolders.map((folder) => realpathSync(folder))) {
    if (isInside(real, record) && !isInside(real, join(record, 'exports'))) {
      throw bad('An export cannot go into the record itself (except into its folder exports). Choose another folder.');
    }
  }
  return real;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const bad = (message: string): RecordError => new RecordError('record/badTarget', message);
