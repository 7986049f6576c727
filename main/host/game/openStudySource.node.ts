import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { StudySource } from './GameSpec';
import { readFolder } from './readFolder.node';

/**
 * A study's folder as games need it. `id` names its content (the study's hash): the folder must not change under one id.
 * Files are read when they are first asked for, once.
 */
export function openStudySource(folder: string, id: string): StudySource {
  let files: Promise<Record<string, Uint8Array>> | null = null;
  return {
    id,
    readFiles() {
      files ??= readFolder(folder, (path) => !path.endsWith('.onnx') && !path.endsWith('.whl'));
      return files;
    },
    async readFile(path) {
      const full = join(folder, path);
      const inside = relative(folder, full);
      if (inside.startsWith('..') || isAbsolute(inside)) throw new Error(`${path} is not inside the study folder`);
      return new Uint8Array(await readFile(full));
    },
  };
}
