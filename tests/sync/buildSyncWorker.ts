import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type BuiltSync = { syncFile: string; recordFile: string; drop(): void };

/** Bundles the workers as they are now, where they still find the packages that stay outside of bundles. */
export async function buildSyncWorker(): Promise<BuiltSync> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'cubicle-sync-'));
  const bundle = async (input: string, name: string): Promise<string> => {
    const file = join(folder, name);
    await build({
      input: join(root, input),
      platform: 'node',
      external: ['node-sqlite3-wasm', 'pg-native', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
      transform: { target: 'node16.17' },
      logLevel: 'silent',
      output: { file, format: 'cjs', codeSplitting: false },
    });
    return file;
  };
  return {
    syncFile: await bundle('main/host/sync.worker.ts', 'sync.cjs'),
    recordFile: await bundle('main/host/record/record.worker.ts', 'record.cjs'),
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
