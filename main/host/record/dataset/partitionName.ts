/** Names of folders have at most 255 bytes; this leaves room for the key in front. */
const longest = 200;
/** Half of a character that UTF-16 writes in two. */
const half = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * A value as it stands in the name of a folder `key=value`. Letters, digits, - and _ stay; of everything else each byte of its
 * UTF-8 becomes %XX, which DuckDB, Spark and Arrow read back. What is too long is cut, and `~` and a hash of the whole added.
 * @param hash of any text, in hex
 */
export function partitionName(value: string, hash: (text: string) => string): string {
  const encoded = encodeURIComponent(value.replaceAll(half, '\uFFFD')).replaceAll(/[.!~*'()]/g, escapeOne);
  if (encoded.length <= longest) return encoded;
  return `${encoded.slice(0, longest - 20).replace(/%[0-9A-F]?$/, '')}~${hash(value).slice(0, 16)}`;
}

const escapeOne = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
