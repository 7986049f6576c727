/** What one connection may send. Messages beyond it are refused by name; too many refusals end the connection. */
export type RateLimit = {
  messagesPerS: number;
  messageBurst: number;
  bytesPerS: number;
  byteBurst: number;
  /** Refusals that end the connection; they are forgiven at one a second. */
  refusals: number;
};

/** 120 a second is four times what keys held and released as fast as people can, pings and reports add up to. */
export const stationRateLimit: RateLimit = {
  messagesPerS: 120,
  messageBurst: 240,
  bytesPerS: 256 * 1024,
  byteBurst: 512 * 1024,
  refusals: 200,
};

/** Two token buckets and a leaking count of refusals, as of `atMs`. */
export type RateState = { messages: number; bytes: number; refusals: number; atMs: number };

/** A connection that has just begun: both buckets are full. */
export function startRate(limit: RateLimit, atMs: number): RateState {
  return { messages: limit.messageBurst, bytes: limit.byteBurst, refusals: 0, atMs };
}

/**
 * Takes one message of `bytes` out of the buckets if there is room for it. A message that is refused takes nothing, so a
 * sender that slows down to the rate is served again at once.
 */
export function takeMessage(
  state: RateState,
  limit: RateLimit,
  bytes: number,
  atMs: number,
): { state: RateState; allowed: boolean } {
  const filled = refill(state, limit, atMs);
  if (filled.messages < 1 || filled.bytes < bytes) return { state: countRefusal(filled), allowed: false };
  return { state: { ...filled, messages: filled.messages - 1, bytes: filled.bytes - bytes }, allowed: true };
}

/** One more refusal, for whatever reason. */
export function countRefusal(state: RateState): RateState {
  return { ...state, refusals: state.refusals + 1 };
}

/** Whether the connection has had all the refusals it may have. */
export function isExhausted(state: RateState, limit: RateLimit): boolean {
  return state.refusals >= limit.refusals;
}

function refill(state: RateState, limit: RateLimit, atMs: number): RateState {
  const passedS = Math.max(0, atMs - state.atMs) / 1000;
  return {
    messages: Math.min(limit.messageBurst, state.messages + passedS * limit.messagesPerS),
    bytes: Math.min(limit.byteBurst, state.bytes + passedS * limit.bytesPerS),
    refusals: Math.max(0, state.refusals - passedS),
    atMs: Math.max(state.atMs, atMs),
  };
}
