const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const longestBytes = 200;

/**
 * Names for the far end that every file system and server takes, by the path they have here: what some system forbids is
 * written as %XX (its UTF-8 in hex, also of %, so it can be turned back), what is too long is cut and numbered, and two names
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

function nameOne(part: string): string {
  let name = [...part].map((char) => (/[A-Za-z0-9_. ()+,=@-]/.test(char) ? char : escapeChar(char))).join('');
  // No trailing dot or space on Windows, no leading one that hides a file.
  name = name.replace(/^[ .]/, escapeChar).replace(/[ .]$/, escapeChar);
  if (reserved.test(name)) name = escapeChar(name.charAt(0)) + name.slice(1);
  return name.length > longestBytes ? `${name.slice(0, longestBytes).replace(/%?.?$/, '')}~` : name;
}

const escapeChar = (char: string): string =>
  char === '' ? '' : [...utf8(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** encodeURIComponent leaves what it does not need to escape, and refuses half characters, which no file name here has. */
function utf8(char: string): number[] {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return [code];
  const rest = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), rest(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), rest(6), rest(0)];
  return [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
}
