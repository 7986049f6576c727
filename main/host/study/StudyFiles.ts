/** What is longer is not given as text. */
export const MAX_TEXT_BYTES = 1024 * 1024;

/** The files of a study folder, as far as checking needs them. Paths are relative, with `/`. */
export type StudyFiles = {
  /** All files, in order. */
  list(): string[];
  /** The text of a file; null when there is none or it is not UTF-8 text of at most 1 MiB. */
  text(path: string): string | null;
  /** Bytes; null when there is no such file. */
  size(path: string): number | null;
};

/** Files that are held in memory, for tests and for studies that are not on a disk. */
export const studyFilesOf = (texts: Readonly<Record<string, string>>): StudyFiles => ({
  list: () => Object.keys(texts).sort(),
  text: (path) => (Object.hasOwn(texts, path) ? (texts[path] ?? null) : null),
  size: (path) => (Object.hasOwn(texts, path) ? (texts[path]?.length ?? null) : null),
});
