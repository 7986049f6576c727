import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** Which folders the console may have shown in the file manager: what the operator chose in a dialog, and what is among the records. */
export type FolderDoor = {
  /** The operator has chosen this folder. */
  allow(folder: string): void;
  /** The folder itself when it may be shown; throws in words when not, or when it is not there. */
  check(folder: string): string;
};

export function createFolderDoor(recordsFolder: string): FolderDoor {
  const chosen = new Set<string>();
  return {
    allow: (folder) => void chosen.add(folder),
    check(folder) {
      if (!isAbsolute(folder) || !existsSync(folder)) throw new Error('This folder is not there any more.');
      const real = realpathSync(folder);
      const isChosen = [...chosen].some((other) => existsSync(other) && isInside(real, realpathSync(other)));
      if (!isChosen && !isInside(real, realpathSync(recordsFolder))) {
        throw new Error('Only exports and records can be shown from here.');
      }
      return real;
    },
  };
}

/** Whether a path is a folder or in it. By the relative path: `/data/root-evil` begins with `/data/root` but is not inside. */
function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
