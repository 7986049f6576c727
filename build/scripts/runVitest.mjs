import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';
import { runCommand, withPath } from './runCommand.mjs';

/**
 * Run one vitest project with a given Node.
 * @param {'unit' | 'node' | 'e2e' | 'faults'} project
 * @param {{ nodeFolder?: string, env?: NodeJS.ProcessEnv, filters?: string[] }} [options]
 *   nodeFolder: where the executable `node` is; none means the Node that runs us
 * @returns {Promise<{ ok: boolean, passed: number, failed: number, skipped: number }>} counts of tests
 */
export async function runVitest(project, options = {}) {
  const { nodeFolder, env = process.env, filters = [] } = options;
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-vitest-'));
  const report = join(folder, 'report.json');
  const node = nodeFolder ? join(nodeFolder, 'node') : process.execPath;
  try {
    const { code } = await runCommand(
      node,
      [
        inRoot('node_modules/vitest/vitest.mjs'),
        ...['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        // A filter may name files of one project alone; a whole run without tests is a fault.
        ...(filters.length > 0 ? ['--passWithNoTests', ...filters] : []),
      ],
      { env: nodeFolder ? withPath(nodeFolder, env) : env },
    );
    return { ok: code === 0, ...readCounts(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(report) {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    // A run that broke before its first test leaves no report; its exit code tells.
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
