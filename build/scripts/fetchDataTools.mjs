import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { mustRun } from './runCommand.mjs';
import { sayAlways } from './say.mjs';
import { withLock } from './withLock.mjs';

const packages = ['pandas==3.1.1', 'pyarrow==26.0.1', 'duckdb==2.0.1'];
const folder = join(cacheFolder, `data-tools-${packages.map((one) => one.replace('==', '-')).join('_')}`);

/**
 * A Python that has pandas, pyarrow and DuckDB, for the tests that read exports back with what researchers read them with.
 * Fetched on the first call, outside the checkout.
 * @returns {Promise<{ python: string } | { missing: string }>} `missing`: why there is none, in words
 */
export async function fetchDataTools() {
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return { python };
  return withLock('data-tools', async () => {
    if (existsSync(python)) return { python };
    sayAlways(`fetching ${packages.join(', ')} for the tests of exports (once)`);
    const partial = `${folder}.partial-${process.pid}`;
    try {
      mkdirSync(cacheFolder, { recursive: true });
      await mustRun('python3', ['-m', 'venv', partial], { output: 'keep' });
      const pip = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--disable-pip-version-check'];
      await mustRun(join(partial, 'bin', 'python'), [...pip, ...packages], { output: 'keep' });
      renameSync(partial, folder);
      return { python };
    } catch (cause) {
      rmSync(partial, { recursive: true, force: true });
      return { missing: `no pandas and DuckDB here: ${cause.message.split('\n').at(-1)}` };
    }
  });
}
