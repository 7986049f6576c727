import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AskUser } from './askUser';

/** Why nothing can be written into this folder, or null. Makes the folder when it is missing. */
export function findFolderProblem(folder: string): string | null {
  const probe = join(folder, `.cubicle-probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    writeFileSync(probe, 'probe');
    rmSync(probe);
    return null;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EACCES' || code === 'EPERM') return 'This user may not write there.';
    if (code === 'EROFS') return 'That disk is read-only.';
    if (code === 'ENOSPC') return 'That disk is full.';
    if (code === 'ENOTDIR' || code === 'EEXIST')
      return 'There is a file of that name, or one of its folders is a file.';
    return `The system answered: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/** The folder for the records, or another that the user chooses because this one cannot be written; null: they gave up. */
export async function openDataFolder(wanted: string, ask: AskUser): Promise<string | null> {
  let folder = wanted;
  for (;;) {
    const problem = findFolderProblem(folder);
    if (problem === null) return folder;
    const answer = await ask.choose({
      kind: 'error',
      title: 'Cubicle cannot keep records in this folder.',
      detail: `${folder}\n${problem}\n\nWithout a place on the disk no session can be run. Choose another folder, or make this one writable and try again.`,
      buttons: ['Choose Another Folder…', 'Try Again', 'Quit'],
    });
    if (answer === 2) return null;
    if (answer === 0) folder = (await ask.chooseFolder('Folder for the Records')) ?? folder;
  }
}
