const ending = '.tar.gz.age';

/** The file that a record becomes when it is encrypted: beside its folder, under the folder's name. */
export const lockedFileOf = (recordFolder: string): string => `${recordFolder}${ending}`;

/** The name or path of the record in an encrypted file, or null when a file is not called like one. */
export const recordOfLocked = (file: string): string | null =>
  file.endsWith(ending) && file.length > ending.length ? file.slice(0, -ending.length) : null;

/** What is told of an encrypted record wherever it would have to be read. */
export const lockedWords =
  'It is encrypted. Decrypt it first, with its passphrase; then it can be read like any other.';

/** Half made, by its record's name: out of every list, and swept away when who made it is gone. */
export const halfMade = {
  /** An encrypted file that was not yet read back. */
  encrypted: (record: string): string => `.${record}${ending}.part`,
  /** A record being taken out of its encrypted file. */
  plain: (record: string): string => `.decrypting-${record}`,
  /** A plain record whose encrypted file was read back: it only has to go. */
  removed: (record: string): string => `.removing-${record}`,
};

const patterns = [
  /^\.(?<record>.+)\.tar\.gz\.age\.part$/,
  /^\.decrypting-(?<record>.+)$/,
  /^\.removing-(?<record>.+)$/,
];

/** The record that something half made belongs to, or null when the name is no such one. */
export function recordOfHalfMade(name: string): string | null {
  for (const pattern of patterns) {
    const record = pattern.exec(name)?.groups?.['record'];
    if (record !== undefined) return record;
  }
  return null;
}
