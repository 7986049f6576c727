import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = { runnerFile: 'runnerNode.worker.ts', botsFile: 'bots.worker.ts' } as const;

export type BuiltWorkers = {
  runnerFile: string;
  botsFile: string;
  pyodideFolder: string;
  /** The same for all tests and runs: only the first interpreter after a change starts from the beginning. */
  snapshotFile: string;
  remove(): void;
};

/** Bundles the helper programs from their sources as they are now, into a folder of its own from which packages resolve. */
export async function buildWorkers(): Promise<BuiltWorkers> {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'cubicle-workers-'));
  const out = (source: string): string => join(folder, source.replace(/\.worker\.ts$/, '.cjs'));
  for (const source of Object.values(sources)) {
    await build({
      input: join(root, 'main/host/game', source),
      platform: 'node',
      external: ['pyodide', 'onnxruntime-node', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
      transform: { target: 'node16.17' },
      output: { file: out(source), format: 'cjs', codeSplitting: false },
      logLevel: 'warn',
    });
  }
  return {
    runnerFile: out(sources.runnerFile),
    botsFile: out(sources.botsFile),
    pyodideFolder: join(root, 'node_modules/pyodide'),
    snapshotFile: join(cache, `cubicle-python-${process.versions.v8}.snapshot`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
