import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const sources = {
  workerFile: 'record.worker.ts',
  childFile: 'testing/appendUntilKilled.worker.ts',
} as const;

export type BuiltRecordWorker = { workerFile: string; childFile: string; drop(): void };

/** Bundles the record worker as it is now, where it still finds the packages that stay outside of bundles. */
export async function buildRecordWorker(): Promise<BuiltRecordWorker> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'cubicle-record-'));
  const bundle = async (source: string, name: string): Promise<string> => {
    const file = join(folder, name);
    await build({
      input: join(root, 'main/host/record', source),
      platform: 'node',
      external: [
        'node-sqlite3-wasm',
        '@bokuweb/zstd-wasm',
        ...builtinModules,
        ...builtinModules.map((module) => `node:${module}`),
      ],
      transform: { target: 'node16.17' },
      logLevel: 'warn',
      output: { file, format: 'cjs', codeSplitting: false },
    });
    return file;
  };
  return {
    workerFile: await bundle(sources.workerFile, 'record.cjs'),
    childFile: await bundle(sources.childFile, 'child.cjs'),
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
