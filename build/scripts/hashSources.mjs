import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const builtFrom = [
  'protocol',
  'main',
  'preload',
  'renderer',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'rolldown.config.mjs',
  'vite.config.mts',
  'build/scripts/bundles.mjs',
  'build/scripts/build.mjs',
];

/** Every file below a folder of the checkout, as sorted paths with forward slashes. */
export function listFiles(folder) {
  if (!existsSync(inRoot(folder))) return [];
  if (statSync(inRoot(folder)).isFile()) return [folder];
  return readdirSync(inRoot(folder), { withFileTypes: true })
    .flatMap((entry) => {
      if (entry.name === 'node_modules' || entry.name === '__pycache__') return [];
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? listFiles(path) : [path];
    })
    .sort();
}

/** A hash over all that the build reads; tests are left out, since no bundle contains them. */
export function hashSources() {
  const hash = createHash('sha256');
  for (const path of builtFrom.flatMap(listFiles)) {
    if (/\.test\.tsx?$/.test(path)) continue;
    hash
      .update(`${path}\0`)
      .update(readFileSync(inRoot(path)))
      .update('\0');
  }
  return hash.digest('hex');
}
