import { join } from 'node:path';
import type { Helpers } from '../../protocol/process';
import { createRuntimes } from './game/createRuntimes.node';
import { createPackages, type Packages } from './game/packages/createPackages.node';
import { readPythonPackage } from './game/readPythonPackage.node';
import type { RunnerPool } from './game/RunnerPool';
import { openTrustedStudies, type TrustedStudies } from './trustedStudies.node';

export type RunnersOptions = {
  helpers: Helpers;
  /** Folder of the bundled studies, with the Python package `cubicle` beside them. */
  studiesDir: string;
  /** The data folder whose trusted studies and packages count. */
  homeDir: string;
  /** Interpreters over which games are spread; default: one per core but one. */
  count?: number;
  log?(line: string): void;
};

/** All that runs the Python of studies: `close` the pool at the end. */
export type Runners = { pool: RunnerPool; packages: Packages; trusted: TrustedStudies };

export async function openRunners({ studiesDir, homeDir, ...deps }: RunnersOptions): Promise<Runners> {
  const trusted = openTrustedStudies(homeDir);
  const packages = createPackages({ cacheFolder: join(homeDir, 'cache'), isTrusted: (hash) => trusted.has(hash) });
  const python = await readPythonPackage(join(studiesDir, 'cubicle'));
  return { pool: createRuntimes({ ...deps, python, packages }), packages, trusted };
}
