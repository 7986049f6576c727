import type { z } from 'zod';
import type { Refusal } from '../../../protocol/message';

export type MessageTable = Readonly<Record<string, z.ZodType>>;
/** A message as it may be acted on: its type decides its payload. */
export type RequestOf<T extends MessageTable> = {
  [K in keyof T & string]: { type: K; payload: z.infer<T[K]> };
}[keyof T & string];
export type CheckedMessage<T extends MessageTable> =
  | { ok: true; request: RequestOf<T> }
  | { ok: false; error: Refusal };

const maxDepth = 16;

/**
 * Checks one arriving message against the table of its namespace. Only plain JSON passes: no binary, no dates, no
 * non-finite numbers, nothing deeper than 16, even where a schema says "unknown".
 * @returns the typed message, or a refusal `message/invalid` that names the field and what was expected
 */
export function checkMessage<T extends MessageTable>(table: T, type: unknown, payload: unknown): CheckedMessage<T> {
  const schema = typeof type === 'string' && Object.hasOwn(table, type) ? table[type] : undefined;
  if (typeof type !== 'string' || schema === undefined)
    return refuse(
      `There is no message called ${typeof type === 'string' ? quote(type) : `a ${typeof type}`}. Reload this page.`,
    );
  const odd = findOddValue(payload, 'payload', 0);
  if (odd !== null) return refuse(`The message ${type} was not understood: ${odd}.`);
  const checked = schema.safeParse(payload);
  if (!checked.success) return refuse(`The message ${type} was not understood: ${describeIssue(checked.error)}.`);
  return { ok: true, request: { type, payload: checked.data } as RequestOf<T> };
}

function refuse(message: string): { ok: false; error: Refusal } {
  return { ok: false, error: { code: 'message/invalid', message } };
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'it does not fit its schema';
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 3).map(quote) : [];
  const field = issue.path.length > 0 ? `field ${quote(issue.path.map(String).join('.'))}` : 'the payload';
  return keys.length > 0 ? `${field} has fields nobody knows: ${keys.join(', ')}` : `${field}: ${issue.message}`;
}

/** Where a value is not plain JSON, in words; null when it is. */
function findOddValue(value: unknown, path: string, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is not a finite number`;
  if (depth >= maxDepth) return `${quote(path)} is nested more than ${maxDepth} deep`;
  if (Array.isArray(value))
    return firstOdd(
      value.map((item, index) => [String(index), item]),
      path,
      depth,
    );
  if (typeof value !== 'object') return `${quote(path)} is ${value === undefined ? 'missing' : `a ${typeof value}`}`;
  if (Object.getPrototypeOf(value) !== Object.prototype) return `${quote(path)} is not a plain object`;
  return firstOdd(Object.entries(value), path, depth);
}

function firstOdd(entries: [string, unknown][], path: string, depth: number): string | null {
  for (const [key, item] of entries) {
    const odd = findOddValue(item, `${path}.${key}`, depth + 1);
    if (odd !== null) return odd;
  }
  return null;
}

/** At most 80 characters of what came from outside, with control characters made visible. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
