import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { findBundles } from './bundles.mjs';
import { hashSources } from './hashSources.mjs';
import { ensureInstalled } from './install.mjs';
import { isMain } from './isMain.mjs';
import { inRoot } from './paths.mjs';
import { mustRun } from './runCommand.mjs';
import { say, sayAlways, stopWith } from './say.mjs';
import { withLock } from './withLock.mjs';

const stampFile = inRoot('dist', '.cubicle-stamp');

const readStamp = () => {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
};

const isFresh = () => readStamp() === hashSources();

/** Build only when a source differs from what dist/ was built from. */
export async function ensureBuilt() {
  if (isFresh()) return;
  await ensureInstalled();
  // Another process may have built it while we waited for our turn.
  await withLock('build', async () => isFresh() || buildAll());
}

/** Pages with vite, programs with rolldown. Throws with the bundler's own words. */
async function buildAll() {
  const hash = hashSources();
  const started = performance.now();
  rmSync(stampFile, { force: true });
  const bundles = findBundles();
  await buildPages(bundles.pages);
  await buildPrograms();
  for (const { input, output } of bundles.copies) {
    mkdirSync(dirname(inRoot('dist', output)), { recursive: true });
    copyFileSync(inRoot(input), inRoot('dist', output));
  }
  mkdirSync(inRoot('dist'), { recursive: true });
  writeFileSync(stampFile, hash);
  say(`built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * `npm run build [-- OUTPUT…]`: everything, or only the programs whose output path contains a word
 * (a quick rebuild while working on one; the next full build does not rely on it).
 */
async function build(words) {
  await ensureInstalled();
  await withLock('build', () => (words.length === 0 ? buildAll() : buildPrograms(words)));
}

async function buildPages(pages) {
  if (pages.length === 0) return;
  sayAlways(`building pages: ${pages.join(', ')}`);
  // In a process of its own: vite keeps state per process and prints where we want to be quiet.
  await mustRun(process.execPath, [inRoot('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    output: 'keep',
  });
}

async function buildPrograms(words = ['']) {
  const { build: bundle } = await import('rolldown');
  const { default: configs } = await import(pathToFileURL(inRoot('rolldown.config.mjs')).href);
  const wanted = configs.filter(({ output }) => words.some((word) => output.file.includes(word)));
  if (wanted.length === 0) return;
  sayAlways(`building ${wanted.length} ${wanted.length === 1 ? 'program' : 'programs'}`);
  for (const config of wanted) {
    await bundle({ ...config, logLevel: 'warn' });
  }
}

if (isMain(import.meta.url)) await build(process.argv.slice(2)).catch(stopWith);
