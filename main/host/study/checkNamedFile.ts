import type { Finding, Path } from './Finding';
import { findNearest } from './findNearest';
import type { StudyFiles } from './StudyFiles';

/** Largest text that goes into a session: it is kept in the journal and sent to every station. */
const MAX_TEXT_BYTES = 256 * 1024;

/** Whether a file that a study names can be used: inside the folder, there, and of one of the `endings` (if any are given). */
export const checkNamedFile = (
  files: StudyFiles,
  name: string,
  path: Path,
  endings: readonly string[] = [],
): Finding[] => {
  const wrong = (message: string, remedy: string): Finding[] => [{ path, on: 'value', message, remedy }];
  const found = JSON.stringify(name);
  if (/^[/~]|\\|^[A-Za-z]:|(^|\/)\.\.?(\/|$)|\/\//.test(name))
    return wrong(
      `expected a path inside the study folder, found ${found}`,
      'Copy the file into the study folder and write its path from there, with "/", like pages/welcome.md.',
    );
  if (endings.length > 0 && !endings.some((ending) => name.toLowerCase().endsWith(ending)))
    return wrong(`expected a file ending in ${endings.join(', ')}, found ${found}`, 'Name a file of this kind.');
  if (files.size(name) !== null) return [];
  const list = files
    .list()
    .filter((file) => endings.length === 0 || endings.some((ending) => file.toLowerCase().endsWith(ending)));
  const base = name.slice(name.lastIndexOf('/') + 1);
  const elsewhere = list.find((file) => file.endsWith(`/${base}`) || file === base);
  const meant = findNearest(name, list) ?? elsewhere;
  const remedy = meant ? `Did you mean ${JSON.stringify(meant)}?` : 'Put the file there, or correct the path.';
  return wrong(`there is no file ${found} in the study folder`, remedy);
};

/** Whether a named file can be shown as text. */
export const checkTextFile = (files: StudyFiles, name: string, path: Path, endings: readonly string[]): Finding[] => {
  const named = checkNamedFile(files, name, path, endings);
  if (named.length > 0) return named;
  const bytes = files.size(name) ?? 0;
  if (bytes > MAX_TEXT_BYTES)
    return [
      {
        path,
        on: 'value',
        message: `expected a text of at most ${MAX_TEXT_BYTES / 1024} KiB, found ${Math.ceil(bytes / 1024)} KiB in ${JSON.stringify(name)}`,
        remedy: 'Shorten it, or spread it over several pages.',
      },
    ];
  if (files.text(name) !== null) return [];
  return [
    {
      path,
      on: 'value',
      message: `expected a text file, found other bytes in ${JSON.stringify(name)}`,
      remedy: 'Save the file as UTF-8 text.',
    },
  ];
};
