import type { Refusal } from '../../../protocol/message';

/** An ack that refuses: a closed code, and words that say what to do. */
export function refusal(code: Refusal['code'], message: string): { ok: false; error: Refusal } {
  return { ok: false, error: { code, message } };
}
