import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { listFiles } from './hashSources.mjs';
import { inRoot } from './paths.mjs';

const sourceFolders = ['protocol', 'main', 'preload', 'renderer', 'environments', 'tests'];
const isSource = (path) => /\.(ts|tsx|mts|cts)$/.test(path) && !path.endsWith('.d.ts');

/** Every TypeScript source of ours, by a plain walk of the folders: what the import rules must have seen. */
export const listSources = () => sourceFolders.flatMap(listFiles).filter(isSource);

const mayTouchNode = (path) =>
  /\.(node|worker|test)\.tsx?$/.test(path) || /^(main\/app|preload|renderer|tests|build)\//.test(path);

const builtins = new Set(builtinModules.filter((name) => !name.startsWith('_')));
const imports = (text) =>
  [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g)].map((match) => match[2]);

const vagueName = /(^|[^a-z])(utils?|managers?|commons?)([^a-z]|$)|(^|\/)helpers?(\.|\/|$)/i;
/** `sessionManager.ts` reads as `session Manager`, `helpers/` as it is. */
const asWords = (path) => path.replace(/([a-z0-9])([A-Z])/g, '$1 $2');

/** Reasons with hyphens, in quotes; what is imported, and a type of media, may be called so. */
const kebabCodes = (text) => {
  const quoted = [...text.matchAll(/(['"`])([a-z]+\/[a-z]+(?:-[a-z]+)+)\1/g)].map((match) => match[2]);
  const others = new Set(imports(text));
  return quoted.filter((name) => !others.has(name) && !/^(application|image|text)\//.test(name));
};

const code = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
const isBarrel = (text) => {
  const statements = code(text)
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
  return statements.length > 0 && statements.every((statement) => /^export\s[\s\S]*\sfrom\s*['"]/.test(statement));
};

/**
 * House rules that no off-the-shelf tool states.
 * @returns {string[]} one line per offence
 */
export function checkSources() {
  const offences = [];
  for (const path of [...listSources(), ...listFiles('build/scripts')]) {
    const text = readFileSync(inRoot(path), 'utf8');
    if (!mayTouchNode(path)) {
      for (const name of imports(text)) {
        if (name.startsWith('node:') || builtins.has(name)) {
          offences.push(`${path}: imports ${name}; only *.node.ts and *.worker.ts may (purity is the default)`);
        }
      }
    }
    for (const name of kebabCodes(text))
      offences.push(`${path}: the error ${name}; errors are domain/reasonInWords, the reason in camelCase`);
    if (vagueName.test(asWords(path)))
      offences.push(`${path}: a name that says nothing (utils, helpers, manager, common)`);
    if (isBarrel(text)) offences.push(`${path}: only re-exports; import from where things are`);
    if (/^main\/host\/session\/.*\.(node|worker)\.ts$/.test(path)) {
      offences.push(`${path}: session/ is pure throughout`);
    }
    if (/^index\.tsx?$/.test(basename(path))) offences.push(`${path}: a file is named after its main export`);
  }
  return offences;
}
