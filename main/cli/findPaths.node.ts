import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Where the parts of Cubicle are that commands need. */
export type CubiclePaths = {
  studiesDir: string;
  uiDir: string;
  programsDir: string;
  pyodideDir: string;
  /** The record worker. */
  workerFile: string;
  appVersion: string;
};

const packageJson = z.object({ version: z.string() });

/** @param root folder of package.json, with `dist/` and `environments/` in it */
export function findPaths(root: string): CubiclePaths {
  const programsDir = join(root, 'dist', 'host');
  const { resolve } = createRequire(join(root, 'package.json'));
  const { version } = packageJson.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return {
    studiesDir: join(root, 'environments'),
    uiDir: join(root, 'dist', 'renderer'),
    programsDir,
    pyodideDir: dirname(resolve('pyodide/package.json')),
    workerFile: join(programsDir, 'record.cjs'),
    appVersion: version,
  };
}
