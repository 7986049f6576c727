import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { StudyProblem } from '../../../protocol/study';

/** Path in the folder, with `/` on every system, size, and when the file or what is known of it was last changed, ms since 1970. */
export type ListedFile = { path: string; bytes: number; changedMs: number };
export type ListedFolder = { files: ListedFile[]; problems: StudyProblem[] };

const MAX_FILES = 20_000;
const MAX_BYTES = 2 * 1024 ** 3;

export type ListLimits = { files: number; bytes: number };

/**
 * The files that belong to the study in `folder`, in the byte order of their paths: all but dot files, `__pycache__` and
 * `.pyc`. A link to a file inside the folder counts as that file; other links are refused, so that nothing from outside ever
 * gets into a record. Stops at the limits. Never throws.
 */
export const listStudyFolder = async (
  folder: string,
  limits: ListLimits = { files: MAX_FILES, bytes: MAX_BYTES },
): Promise<ListedFolder> => {
  const files: ListedFile[] = [];
  const problems: StudyProblem[] = [];
  let bytes = 0;
  const full = () => files.length > limits.files || bytes > limits.bytes;
  const root = await realpath(folder).catch(() => null);
  if (root === null || !(await stat(root)).isDirectory())
    return { files, problems: [problemOf('', `there is no folder ${folder}`, 'Check the path.')] };

  const take = async (path: string): Promise<void> => {
    const place = join(root, ...path.split('/'));
    const found = await lstat(place);
    if (found.isDirectory()) return walk(path);
    const inside = found.isSymbolicLink() ? await targetOf(place, root) : found;
    if (typeof inside === 'string')
      problems.push(problemOf(path, inside, 'Put the file itself here instead of a link.'));
    else if (!inside.isFile())
      problems.push(problemOf(path, 'expected a file or a folder, found something else', 'Take it out.'));
    else {
      files.push({ path, bytes: inside.size, changedMs: inside.ctimeMs });
      bytes += inside.size;
    }
  };
  const walk = async (inside: string): Promise<void> => {
    for (const name of await readdir(join(root, ...inside.split('/')))) {
      if (full()) return;
      if (name.startsWith('.') || name === '__pycache__' || name.endsWith('.pyc')) continue;
      const path = inside === '' ? name : `${inside}/${name}`;
      await take(path).catch((error: unknown) =>
        problems.push(problemOf(path, unreadable(error), 'Check its permissions.')),
      );
    }
  };
  await walk('').catch((error: unknown) => problems.push(problemOf('', unreadable(error), 'Check its permissions.')));
  if (full()) problems.push(tooLarge(limits));
  return { files: files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))), problems };
};

/** What a link leads to, or what is wrong with it. */
const targetOf = async (link: string, root: string) => {
  const target = await realpath(link).catch(() => null);
  if (target === null) return 'a link that leads nowhere';
  if (!target.startsWith(root + sep)) return 'a link that leads out of the study folder';
  const found = await stat(target);
  return found.isFile() ? found : 'a link to a folder';
};

const problemOf = (file: string, message: string, remedy: string): StudyProblem => ({
  file,
  line: null,
  column: null,
  path: '',
  message,
  remedy,
});

const unreadable = (error: unknown): string =>
  `cannot be read: ${error instanceof Error ? error.message : String(error)}`;

const tooLarge = ({ files, bytes }: ListLimits): StudyProblem =>
  problemOf(
    '',
    `expected at most ${files} files of together ${Math.floor(bytes / 1024 ** 2)} MiB in the study folder, found more`,
    'Move what the study does not need (data, virtual environments, training runs) out of the folder.',
  );
