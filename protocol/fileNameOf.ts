/** Names that Windows keeps for itself, whatever their ending. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const plain = /[A-Za-z0-9_.()+,=@ -]/;
/** Below the 255 bytes of every file system, with room for an ending and a number. */
const longestBytes = 200;

/**
 * A name of ours (of a study, a seat, a scene, a participant) as the name of a file or folder on Windows, macOS and Linux: what
 * one of them forbids or changes is written as %XX, its UTF-8 in hex. Names that differ give names that differ, but for case
 * where a file system does not mind it; `nameOfFile` turns one back. One that comes to more than 200 bytes is cut and ends
 * in ~, and only such a one cannot be turned back.
 */
export function fileNameOf(name: string): string {
  if (name === '') return '%';
  const safe = escapeFileName(name);
  return safe.length > longestBytes ? `${safe.slice(0, longestBytes - 1).replace(/%[0-9A-F]?$/, '')}~` : safe;
}

/** The same of any length. */
export function escapeFileName(name: string): string {
  let safe = '';
  for (const char of name) safe += plain.test(char) ? char : escapeChar(char);
  // A dot in front hides a file; Windows drops dots and spaces at the end.
  safe = safe.replace(/^[. ]/, escapeChar).replace(/[. ]$/, escapeChar);
  return reserved.test(safe) ? escapeChar(safe.charAt(0)) + safe.slice(1) : safe;
}

/** The name that `fileNameOf` was given, or null when the file's name was not made by it, or was cut. */
export function nameOfFile(fileName: string): string | null {
  if (fileName === '%') return '';
  try {
    const name = decodeURIComponent(fileName);
    return fileNameOf(name) === fileName ? name : null;
  } catch {
    return null;
  }
}

/** A half of a pair of surrogates has no UTF-8; it is written as the bytes it would have. */
function escapeChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const rest = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  const bytes =
    code < 0x80
      ? [code]
      : code < 0x800
        ? [0xc0 | (code >> 6), rest(0)]
        : code < 0x10000
          ? [0xe0 | (code >> 12), rest(6), rest(0)]
          : [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
