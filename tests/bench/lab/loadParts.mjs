import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { inRoot } from '../../../build/scripts/paths.mjs';

const sources = {
  message: 'protocol/message.ts',
  openConsole: 'main/cli/openConsole.node.ts',
  createBots: 'main/host/game/createBots.node.ts',
  createNodeHelpers: 'main/host/game/createNodeHelpers.node.ts',
  createRunner: 'main/host/game/createRunner.node.ts',
  createRunnerPool: 'main/host/game/createRunnerPool.node.ts',
  createRuntimes: 'main/host/game/createRuntimes.node.ts',
  findPython: 'main/host/game/native/findPython.node.ts',
  loadStudy: 'main/host/study/loadStudy.node.ts',
  openStudySource: 'main/host/game/openStudySource.node.ts',
  readPythonPackage: 'main/host/game/readPythonPackage.node.ts',
  openJournal: 'main/host/record/openJournal.node.ts',
};
const external = ['bufferutil', 'utf-8-validate', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/**
 * The parts of the program that a measurement itself needs: the host's own clients of its worker and of its helper
 * processes, so that what is measured is asked exactly as the host asks. What they start comes from dist/.
 */
export async function loadParts() {
  const cache = inRoot('node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'cubicle-bench-'));
  try {
    await build({
      input: Object.fromEntries(Object.entries(sources).map(([name, file]) => [name, inRoot(file)])),
      platform: 'node',
      external,
      logLevel: 'warn',
      output: { dir: folder, format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[hash].mjs' },
    });
    const modules = await Promise.all(
      Object.keys(sources).map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)),
    );
    return Object.assign({}, ...modules);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
