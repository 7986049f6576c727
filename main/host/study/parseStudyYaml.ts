import {
  type Document,
  isMap as isYamlMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
} from 'yaml';
import type { Path } from './Finding';

export type Position = { line: number; column: number };
export type Parsed = {
  /** What the document says; undefined when it cannot be read. */
  value: unknown;
  errors: (Position & { message: string; remedy: string })[];
  /** Line and column, from 1, of what stands at `path`, or of the nearest thing around it. */
  locate(path: Path, on: 'key' | 'value'): Position | null;
};

/** More uses of anchors than a study can need: a few lines could otherwise swell to gigabytes. */
const MAX_ALIASES = 100;

const remedies: Record<string, string> = {
  TAB_AS_INDENT: 'Indent with spaces, never with tabs.',
  DUPLICATE_KEY: 'Write this key once only.',
  BAD_INDENT: 'Indent everything that belongs together by the same number of spaces.',
  MISSING_CHAR: 'Close every quote and bracket that is opened.',
  BLOCK_AS_IMPLICIT_KEY: 'Put a text that contains ": " in quotes.',
  UNRESOLVED_ALIAS: 'Put a text that starts with * in quotes.',
  NON_STRING_KEY: 'Write a plain name before the colon.',
  BAD_SCALAR_START: 'Put a text that starts with @, ` or % in quotes.',
  TAG_RESOLVE_FAILED: 'Put a text that starts with ! in quotes.',
};
const OTHER_REMEDY =
  'Compare this place with a study that works: indentation by spaces, "key: value", "- " before each item of a list.';

const LEFT_OF_ITEM =
  'Indent this line like the keys above it. If it begins another item of the list, write "- " before it.';

const remedyOf = (
  { code, message, pos }: { code: string; message: string; pos: [number, number] },
  text: string,
): string => {
  if (/^\s*\{\{/.test(text.slice(pos[0] - 1)) || /^\{?\{/.test(text.slice(pos[0])))
    return "Put {{…}} in quotes: '{{name}}'.";
  return message.startsWith('Sequence item without -') ? LEFT_OF_ITEM : (remedies[code] ?? OTHER_REMEDY);
};

/** Reads a study's YAML (or JSON, which is YAML too). Never throws. */
export const parseStudyYaml = (text: string): Parsed => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, version: '1.2' });
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const all = [...document.errors, ...document.warnings].map((error) => ({
    ...positionOf(error.pos[0]),
    message: error.message,
    remedy: remedyOf(error, text),
  }));
  // What else is found in a line follows from the first, and only leads astray.
  const errors: Parsed['errors'] = all.filter((error, at) => all.findIndex(({ line }) => line === error.line) === at);
  const value = errors.length === 0 ? readValue(document, errors) : undefined;
  const locate: Parsed['locate'] = (path, on) => {
    const offset = offsetOf(document.contents, path, on);
    return offset === null ? null : positionOf(offset);
  };
  return { value, errors, locate };
};

const readValue = (document: Document.Parsed, errors: Parsed['errors']): unknown => {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    errors.push({ line: 1, column: 1, message, remedy: 'Write it out without anchors (&) and aliases (*).' });
    return undefined;
  }
};

const offsetOf = (contents: unknown, path: Path, on: 'key' | 'value'): number | null => {
  let node: unknown = contents;
  let offset = startOf(contents) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isYamlMap(node)) {
      const pair = node.items.find((item) => isPair(item) && keyOf(item.key) === String(part));
      if (!pair) return offset;
      const keyOffset = startOf(pair.key) ?? offset;
      const isLast = depth === path.length - 1;
      // What is missing or empty is shown where its key stands; so is a map or list, whose own start is its first entry.
      const shown = isLast && on === 'value' && isScalar(pair.value) && pair.value.value !== null;
      offset = shown ? (startOf(pair.value) ?? keyOffset) : keyOffset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = typeof part === 'number' ? node.items[part] : undefined;
      if (item === undefined) return offset;
      offset = startOf(item) ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
};

const keyOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');
const startOf = (node: unknown): number | null => {
  const range = isNode(node) ? node.range : null;
  return range ? range[0] : null;
};
const isNode = (node: unknown): node is Node => isScalar(node) || isYamlMap(node) || isSeq(node);
