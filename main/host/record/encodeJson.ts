import { RecordError } from './RecordError';

/**
 * The JSON of a value, or a refusal: what `JSON.stringify` would change without a word (NaN, Infinity, -0, undefined in a list,
 * dates, typed arrays, big integers) is either written exactly or refused with its path.
 * NUL and lone surrogates inside strings become \u escapes, so the text is plain and always valid UTF-8.
 * @throws RecordError `record/unwritable`
 */
export function encodeJson(value: unknown, path = 'body'): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw unwritable(path, `${value}`);
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? encodeList(value, path) : encodeObject(value, path);
    default:
      throw unwritable(path, typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
  }
}

function encodeList(list: readonly unknown[], path: string): string {
  // Array.from also visits holes, which are as unwritable as undefined.
  return `[${Array.from(list, (item, index) => encodeJson(item, `${path}[${index}]`)).join(',')}]`;
}

function encodeObject(object: object, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && prototype !== Object.prototype && !isForeignPlain(prototype)) {
    throw unwritable(path, `a ${object.constructor.name}`);
  }
  const parts: string[] = [];
  for (const [key, item] of Object.entries(object)) {
    // An optional field that is absent.
    if (item === undefined) continue;
    parts.push(`${JSON.stringify(key)}:${encodeJson(item, `${path}.${key}`)}`);
  }
  return `{${parts.join(',')}}`;
}

/** The Object.prototype of another realm (a worker's, a test runner's): it has no prototype of its own and owns `hasOwnProperty`. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.prototype.hasOwnProperty.call(prototype, 'hasOwnProperty')
  );
}

const unwritable = (path: string, what: string): RecordError =>
  new RecordError('record/unwritable', `${path} is ${what}, which the journal cannot hold without loss.`);
