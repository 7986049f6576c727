import { escapeFileName } from '../../../protocol/fileNameOf';

const longestBytes = 200;

/**
 * Names for the far end that every file system and server takes, by the path they have here: each part as `fileNameOf`
 * writes names, what is too long is cut and numbered, and two names
 * that some system would take for one get a number too.
 * @param paths relative, with `/`, all different
 */
export function nameFarFiles(paths: readonly string[]): Map<string, string> {
  const named = new Map<string, string>();
  const taken = new Set<string>();
  for (const path of [...paths].sort()) {
    const plain = path.split('/').map(nameOne).join('/');
    let name = plain;
    for (let number = 2; taken.has(fold(name)); number++) name = `${plain}~${number}`;
    taken.add(fold(name));
    named.set(path, name);
  }
  return named;
}

/** Upper and lower case are one on Windows and macOS. Only ASCII is left after escaping, so nothing else can clash. */
const fold = (name: string): string => name.toLowerCase();

/** Not cut as `fileNameOf` cuts, which may leave half of a %XX here: names that stand at far ends must stay what they are. */
function nameOne(part: string): string {
  const name = escapeFileName(part);
  return name.length > longestBytes ? `${name.slice(0, longestBytes).replace(/%?.?$/, '')}~` : name;
}
