/**
 * - `passing`: worth another attempt soon (a busy server, a broken line).
 * - `stop`: no attempt will work until somebody does something (wrong password, no such bucket, no room).
 * - `conflict`: something else has this name at the far end; it is never touched.
 * - `record`: this one record cannot be read; others can.
 */
export type FailureKind = 'passing' | 'stop' | 'conflict' | 'record';

/** Why a record did not arrive, in words for the operator: what happened, and what to do. */
export class SendError extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    message: string,
    /** How long the far end asked to be left alone, ms. */
    readonly retryAfterMs = 0,
  ) {
    super(message);
    this.name = 'SendError';
  }
}
