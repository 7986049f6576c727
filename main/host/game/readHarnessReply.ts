import { z } from 'zod';
import { type AuthorError, authorError } from '../../../protocol/environment';

/** Longest reply that is read, in characters: beyond it the environment draws or observes without bound. */
const REPLY_LIMIT = 1024 * 1024;

// The harness also refuses requests that make no sense (kind `request`), e.g. a file that is not there: for the author, a broken contract.
const refusal = z.object({
  ok: z.literal(false),
  error: authorError.extend({ kind: z.union([authorError.shape.kind, z.literal('request')]) }),
});

export type ReadReply<T> = { ok: true; reply: T } | { ok: false; error: AuthorError };

/**
 * Reads the reply of the harness to operation `op`. Nothing of it is trusted: study code shares the interpreter.
 * Everything that is not a well-formed reply of at most REPLY_LIMIT characters comes back as an error of kind `contract`.
 */
export function readHarnessReply<T>(op: string, schema: z.ZodType<T>, text: string): ReadReply<T> {
  if (text.length > REPLY_LIMIT) {
    const megabytes = (text.length / REPLY_LIMIT).toFixed(1);
    return contractError(
      `${op} gave ${megabytes} MiB of observations, infos and drawing; at most 1 MiB can be sent in one tick. Draw fewer objects, or observe less.`,
    );
  }
  const body = parseJson(text);
  // Asked first whether it is one at all: a check that fails costs more than the rest of the tick's reading.
  const failed = isRefusal(body) ? refusal.safeParse(body) : null;
  if (failed?.success) {
    const { error } = failed.data;
    return { ok: false, error: { ...error, kind: error.kind === 'request' ? 'contract' : error.kind } };
  }
  const read = schema.safeParse(body);
  if (read.success) return { ok: true, reply: read.data };
  const [issue] = read.error.issues;
  return contractError(
    `${op} gave an answer that cannot be used: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`,
  );
}

const isRefusal = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'ok' in body && body.ok === false;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function contractError(message: string): { ok: false; error: AuthorError } {
  return { ok: false, error: { kind: 'contract', message } };
}
