import type { OutgoingFile } from './Target';

/** A place that keeps files. Paths have `/` and begin with the record's name. Everything rejects with a SendError. */
export type FileStore = {
  test(): Promise<void>;
  /** SHA-256 of what is at this path, read back; null when nothing is. */
  hash(path: string): Promise<string | null>;
  /**
   * Puts a file whole, or not at all, where nothing is yet: until it is whole nobody sees it under its name. Goes on where an
   * earlier attempt was broken off, where the place can. `moved` is told the bytes of this file at the far end.
   * - `put`: it is there, and not verified.
   * - `verified`: it is there, and the far end has answered with its checksum.
   * - `taken`: something is there already, and was left alone.
   */
  put(path: string, file: OutgoingFile, moved: (bytes: number) => void): Promise<'put' | 'verified' | 'taken'>;
  /** Removes a file that this host has put there; nothing when it is gone. */
  remove(path: string): Promise<void>;
  close(): Promise<void>;
};
