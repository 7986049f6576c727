/** Where in a YAML or JSON document: keys and indices from its top. */
export type Path = readonly (string | number)[];

/** Something wrong at a place of a document; its line and column are looked up afterwards. */
export type Finding = {
  path: Path;
  /** Whether the key itself is at fault, or what stands behind it. */
  on: 'key' | 'value';
  message: string;
  remedy: string;
};

/** A path as people write it: `scenes[2].kind`. */
export const describePath = (path: Path): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');

/** A value as it is quoted in messages: short, and in words where the value itself would not help. */
export const describeValue = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'a map of keys';
};

/** What stands at a path of a document's value; undefined when nothing does. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((now, part) => {
    if (Array.isArray(now)) return typeof part === 'number' ? (now[part] as unknown) : undefined;
    return isMap(now) && Object.hasOwn(now, part) ? now[part] : undefined;
  }, value);

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
