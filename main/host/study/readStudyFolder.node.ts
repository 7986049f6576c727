import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import type { StudyProblem } from '../../../protocol/study';
import { STUDY_FILE } from './checkStudy';
import { isMap } from './Finding';
import { hashFile } from './hashFile.node';
import { listStudyFolder } from './listStudyFolder.node';
import { parseStudyYaml } from './parseStudyYaml';
import { MAX_TEXT_BYTES, type StudyFiles } from './StudyFiles';

export type StudyFolder = {
  files: StudyFiles;
  /** Path → SHA-256, of the `.onnx` files that study.yaml names. */
  modelHashes: Record<string, string>;
  /** What is wrong with the folder itself. */
  problems: StudyProblem[];
};

/** Reads of a study folder what checking needs: study.yaml and the files it names, the models as hashes. Never throws. */
export const readStudyFolder = async (folder: string): Promise<StudyFolder> => {
  const { files, problems } = await listStudyFolder(folder);
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const texts = new Map<string, string>();
  const modelHashes: Record<string, string> = {};
  const placeOf = (path: string) => join(folder, ...path.split('/'));
  const readText = async (path: string): Promise<void> => {
    if ((sizes.get(path) ?? Infinity) > MAX_TEXT_BYTES) return;
    const text = decode(await readFile(placeOf(path)));
    if (text !== null) texts.set(path, text);
  };
  const reading = (path: string) => (error: unknown) => {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    problems.push({ file: path, line: null, column: null, path: '', message, remedy: 'Check its permissions.' });
  };
  await readText(STUDY_FILE).catch(reading(STUDY_FILE));
  for (const path of namesIn(parseStudyYaml(texts.get(STUDY_FILE) ?? '').value)) {
    if (!sizes.has(path) || path === STUDY_FILE) continue;
    if (path.toLowerCase().endsWith('.onnx'))
      await hashFile(placeOf(path)).then((hash) => {
        modelHashes[path] = hash;
      }, reading(path));
    else await readText(path).catch(reading(path));
  }
  return {
    files: {
      list: () => files.map(({ path }) => path),
      text: (path) => texts.get(path) ?? null,
      size: (path) => sizes.get(path) ?? null,
    },
    modelHashes,
    problems,
  };
};

/** Every text in a document: any of them may name a file. */
const namesIn = (value: unknown): Set<string> => {
  const names = new Set<string>();
  const visit = (one: unknown): void => {
    if (typeof one === 'string') names.add(one);
    else if (Array.isArray(one)) one.forEach(visit);
    else if (isMap(one)) Object.values(one).forEach(visit);
  };
  visit(value);
  return names;
};

const decode = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};
