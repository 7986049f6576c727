import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Study } from '../../protocol/study';
import { describeProblem } from '../host/study/describeProblem';
import { listStudies } from '../host/study/listStudies.node';
import { loadStudy } from '../host/study/loadStudy.node';
import { CliError } from './CliError';
import { shownPath } from './shownPath';

/** A study that was named on the command line: `folder` is absolute. */
export type FoundStudy = { folder: string; bundled: boolean };

/**
 * The folder of a study, given as a folder or as a bundled study's name.
 * @throws CliError when there is neither, naming the bundled ones
 */
export async function findStudy(name: string, studiesDir: string): Promise<FoundStudy> {
  const folder = resolve(name);
  if (await isFolder(folder)) return { folder, bundled: false };
  if (/^[\w-]+$/.test(name) && (await isFile(join(studiesDir, name, 'study.yaml'))))
    return { folder: join(studiesDir, name), bundled: true };
  if (await isFile(folder))
    throw new CliError(`${name} is a file. Name the folder of the study: ${shownPath(dirname(folder))}`, 2);
  const bundled = (await listStudies([{ folder: studiesDir, bundled: true }])).map(({ card }) => card.name);
  throw new CliError(
    `There is no study ${JSON.stringify(name)}: it is neither a folder nor a bundled study (${bundled.join(', ')}).`,
    2,
  );
}

/** The checked study in a folder. @throws CliError listing everything that is wrong with it */
export async function readStudy(folder: string): Promise<Study> {
  const { study, problems } = await loadStudy(folder);
  if (study !== null) return study;
  throw new CliError(
    [
      ...problems.map(describeProblem),
      `\n${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${folder}`,
    ].join('\n'),
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
