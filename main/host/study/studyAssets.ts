/** Kinds of pictures that stations and the console show. */
const imageTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};
export const imageEndings: readonly string[] = Object.keys(imageTypes);

/** The content type of a picture, by its name; null when it is no picture. */
export const imageTypeOf = (path: string): string | null => {
  const ending = /\.[^./]+$/.exec(path)?.[0].toLowerCase();
  return (ending !== undefined && Object.hasOwn(imageTypes, ending) && imageTypes[ending]) || null;
};

/**
 * What a station may fetch of a study: its pictures, and the JSON beside a picture of the same name, which tells the frames of
 * an atlas; by their paths in the folder, with their content types. Nothing else: models, code and answers stay on the host.
 */
export const studyAssets = (paths: readonly string[]): Map<string, string> => {
  const stems = new Set(paths.filter((path) => imageTypeOf(path) !== null).map(stemOf));
  return new Map(
    paths.flatMap((path) => {
      const isAtlas = path.endsWith('.json') && stems.has(stemOf(path));
      const type = isAtlas ? 'application/json' : imageTypeOf(path);
      return type === null ? [] : [[path, type] as const];
    }),
  );
};

const stemOf = (path: string): string => path.replace(/\.[^./]+$/, '');
