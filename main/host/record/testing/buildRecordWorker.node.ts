import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'rolldown';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const sources = {
  workerFile: 'record.worker.ts',
  childFile: 'testing/appendUntilKilled.worker.ts',
} as const;

export type BuiltRecordWorker = { workerFile: string; childFile: string; drop(): void };

/** Some text of a source, and what stands in its place in the bundle: a fault that no shipped program can have. */
export type Sabotage = { source: string; text: string; instead: string };

/** Bundles the record worker as it is now, where it still finds the packages that stay outside of bundles. */
export async function buildRecordWorker(sabotage?: Sabotage): Promise<BuiltRecordWorker> {
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
      plugins: sabotage ? [replaceText(sabotage)] : [],
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

function replaceText({ source, text, instead }: Sabotage): Plugin {
  return {
    name: 'sabotage',
    transform(code, id) {
      if (!id.endsWith(`/${source}`)) return null;
      if (!code.includes(text)) throw new Error(`${source} no longer says ${text}`);
      return code.replace(text, instead);
    },
  };
}
