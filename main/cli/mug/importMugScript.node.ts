import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { createBots } from '../../host/game/createBots.node';
import { createRunnerPool } from '../../host/game/createRunnerPool.node';
import type { StudySource } from '../../host/game/GameSpec';
import { readFolder } from '../../host/game/readFolder.node';
import { readPythonPackage } from '../../host/game/readPythonPackage.node';
import { RunnerFault } from '../../host/game/RunnerPool';
import { CliError } from '../CliError';
import type { CubiclePaths } from '../findPaths.node';
import { openHelpers } from '../openHelpers.node';
import { shownPath } from '../shownPath';
import { readModel } from './addMugPolicies';
import type { FoundModel } from './makeModelMetadata';
import { makeMugStudy } from './makeMugStudy';
import { policyMapping } from './MugDraft';
import { type MugExperiment, mugExperiment, type MugNode } from './mugExperiment';

const READ_TIMEOUT_MS = 60_000;
const DOOR = 'cubicle_reads_this_script.py';
/** The script is read where games are played, by an environment whose first info is what it found. */
const doorCode = `
import os
from cubicle.mug_script import MugScript
def read(file):
    return MugScript(os.path.dirname(os.path.abspath(__file__)), file)
`;

/**
 * Makes a study folder of a script that builds a MUG experiment. The script runs in the sandbox only.
 * Returns what was made and what could not be carried over, a line each.
 * @throws CliError when the script builds no experiment, or the folder is there already
 */
export async function importMugScript(file: string, out: string, paths: CubiclePaths): Promise<string> {
  const script = resolve(file);
  const folder = dirname(script);
  const target = resolve(out);
  if (await isThere(target)) throw new CliError(`${target} is there already: name a folder that is not.`);
  if (!(await isThere(script))) throw new CliError(`There is no file ${script}.`);
  const found = await readScript(folder, basename(script), paths);
  const { study, written, copied, lost } = makeMugStudy(
    found,
    basename(script, '.py'),
    await findModels(found, folder, paths),
  );
  await mkdir(target, { recursive: true });
  for (const [path, text] of written) await writeInto(target, path, text);
  for (const [path, from] of copied) {
    const origin = await findOrigin(folder, from);
    if (origin === null) lost.push(`${from}: was not found beside the script → copy it to ${path}`);
    else await copyFile(origin, join(await madeFor(target, path), basename(path)));
  }
  await writeInto(target, 'study.yaml', stringify(study, { lineWidth: 100 }));
  const scenes = z.array(z.unknown()).parse(study['scenes']).length;
  return [
    `${target}: ${scenes} scenes. Now: cubicle validate ${shownPath(out)}`,
    ...(lost.length === 0
      ? ['Everything was carried over.']
      : ['Not carried over:', ...lost.map((line) => `  ${line}`)]),
  ].join('\n');
}

async function readScript(folder: string, script: string, paths: CubiclePaths): Promise<MugExperiment> {
  const helpers = openHelpers(paths);
  const pool = createRunnerPool({ helpers, python: await readPythonPackage(join(paths.studiesDir, 'cubicle')) });
  const source: StudySource = {
    id: 'mug-script',
    readFiles: async () => ({
      ...(await readFolder(folder, (path) => /\.(py|html?|txt|md|json|csv)$/i.test(path))),
      [DOOR]: new TextEncoder().encode(doorCode),
    }),
    readFile: () => Promise.reject(new Error('a script has no models')),
  };
  try {
    const place = await pool.place('import', source);
    const canvas = { width: 100, height: 100 };
    await place.load({ file: DOOR, class: 'read', kwargs: { file: script }, canvas }, READ_TIMEOUT_MS);
    const { infos } = await place.call({ op: 'reset', seed: 1 }, READ_TIMEOUT_MS);
    return mugExperiment.parse(infos['script']);
  } catch (cause) {
    if (!(cause instanceof RunnerFault)) throw cause;
    const { file, line, message } = cause.error;
    throw new CliError(`${file === DOOR || !file ? script : `${file}:${line ?? 1}`}: ${message}`);
  } finally {
    await pool.close();
    helpers.close();
  }
}

/** The models that a script names, opened only by the process that runs models. */
async function findModels(
  { scenes }: MugExperiment,
  folder: string,
  paths: CubiclePaths,
): Promise<Map<string, FoundModel | string>> {
  const found = new Map<string, FoundModel | string>();
  const named = new Set(listPolicies(scenes).flatMap((policy) => readModel(policy)?.onnx_path ?? []));
  if (named.size === 0) return found;
  const helpers = openHelpers(paths);
  const models = createBots(helpers);
  try {
    for (const path of named) {
      const origin = await findOrigin(folder, path);
      if (origin === null) continue;
      const bytes = new Uint8Array(await readFile(origin));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const described = await models
        .describe(bytes)
        .catch((cause: unknown) => `is no ONNX model (${cause instanceof Error ? cause.message : String(cause)})`);
      found.set(path, typeof described === 'string' ? described : { ...described, sha256 });
    }
    return found;
  } finally {
    await models.close();
    helpers.close();
  }
}

const listPolicies = (nodes: readonly MugNode[]): unknown[] =>
  nodes.flatMap((node) => [...Object.values(policyMapping(node)), ...listPolicies(node.scenes ?? [])]);

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function madeFor(target: string, path: string): Promise<string> {
  const folder = dirname(join(target, path));
  await mkdir(folder, { recursive: true });
  return folder;
}

async function writeInto(target: string, path: string, text: string): Promise<void> {
  await writeFile(join(await madeFor(target, path), basename(path)), text);
}

/** Where a file that a script names lies: authors run their scripts from elsewhere, so leading folders may be too many. */
async function findOrigin(folder: string, path: string): Promise<string | null> {
  const parts = path.replace(/^\/+|^\.\//, '').split('/');
  if (parts.includes('..')) return null;
  for (let start = 0; start < parts.length; start += 1) {
    const full = join(folder, ...parts.slice(start));
    if (await isThere(full)) return full;
  }
  return null;
}
