import { existsSync } from 'node:fs';
import { listSources } from './checkSources.mjs';
import { inRoot } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

/**
 * Run the import rules and make sure they saw every file: a cruise that cruised nothing also finds nothing.
 * @returns {Promise<string[]>} one line per offence
 */
export async function checkImports() {
  const folders = ['protocol', 'main', 'preload', 'renderer', 'environments', 'tests'].filter((folder) =>
    existsSync(inRoot(folder)),
  );
  const { output } = await runCommand(
    process.execPath,
    [
      inRoot('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      ...folders,
    ],
    { output: 'keep' },
  );
  const start = output.indexOf('{');
  if (start < 0) return [`dependency-cruiser gave no result: ${output}`];
  const { modules, summary } = JSON.parse(output.slice(start));
  const offences = summary.violations.map(
    (violation) =>
      `${violation.rule.name}: ${violation.from} → ${(violation.cycle ?? []).map((step) => step.name ?? step).join(' → ') || violation.to}`,
  );
  const seen = new Set(modules.map((module) => module.source));
  const unseen = listSources().filter((path) => !seen.has(path));
  offences.push(...unseen.map((path) => `${path}: never looked at by dependency-cruiser`));
  return offences;
}
