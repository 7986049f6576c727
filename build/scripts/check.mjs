import { performance } from 'node:perf_hooks';
import { checkImports } from './checkImports.mjs';
import { checkSources, listSources } from './checkSources.mjs';
import { ensureInstalled } from './install.mjs';
import { isMain } from './isMain.mjs';
import { inRoot } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { say, stopWith } from './say.mjs';

const tool =
  (path, ...args) =>
  async () => {
    const { code, output } = await runCommand(process.execPath, [inRoot('node_modules', path), ...args], {
      output: 'keep',
      env: { ...process.env, FORCE_COLOR: process.stderr.isTTY ? '1' : '0' },
    });
    return code === 0 ? '' : output.trim() || `ended with code ${code}`;
  };
const lines = (find) => async () => (await find()).join('\n');

/** Slowest first, so that two at a time end together. Each returns what is wrong, or ''. */
const checks = [
  ['lint', tool('eslint/bin/eslint.js', '--max-warnings', '0', '.')],
  ['imports', lines(checkImports)],
  ['dead code', tool('knip/bin/knip.js', '--no-progress', '--no-config-hints')],
  ['types', tool('typescript7/bin/tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json')],
  ['purity', tool('typescript7/bin/tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.pure.json')],
  ['house rules', lines(checkSources)],
  ['format', tool('@biomejs/biome/bin/biome', 'format', '--colors=off', '--reporter=summary', '.')],
];

/**
 * Run every check, two at a time, and print each failure whole.
 * @param {string[]} only names of checks; none means all
 * @returns {Promise<boolean>} whether all passed
 */
export async function check(only = []) {
  await ensureInstalled();
  const known = new Set(checks.map(([name]) => name));
  for (const name of only)
    if (!known.has(name)) throw new Error(`no check is called ${name}; there are: ${[...known].join(', ')}`);
  const waiting = checks.filter(([name]) => only.length === 0 || only.includes(name));
  const failed = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, find] = next;
      const started = performance.now();
      const wrong = await find();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      if (wrong) {
        failed.push(name);
        process.stdout.write(`\n✗ ${name} (${seconds} s)\n${wrong}\n\n`);
      } else {
        process.stdout.write(`✓ ${name} (${seconds} s)\n`);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  if (failed.length === 0) say(`check passed over ${listSources().length} source files`);
  else say(`check failed: ${failed.join(', ')}`);
  return failed.length === 0;
}

if (isMain(import.meta.url)) {
  process.exitCode = (await check(process.argv.slice(2)).catch(stopWith)) ? 0 : 1;
}
