import { mkdtempSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Bundles the record worker as it is now, where it still finds the packages that stay outside of bundles. */
export async function buildRecordWorker(): Promise<{ workerFile: string; drop(): void }> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'record-'));
  const workerFile = join(folder, 'record.cjs');
  await build({
    input: join(root, 'main/host/record/record.worker.ts'),
    platform: 'node',
    external: ['node-sqlite3-wasm', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
    transform: { target: 'node16.17' },
    logLevel: 'silent',
    output: { file: workerFile, format: 'cjs', codeSplitting: false },
  });
  return { workerFile, drop: () => rmSync(folder, { recursive: true, force: true }) };
}
