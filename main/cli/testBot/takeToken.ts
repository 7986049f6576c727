/** When the next of a stream of messages may go, so that they keep to a rate: a token bucket that tells the wait. */
export type Bucket = { readonly tokens: number; readonly atMs: number };

/** Takes one token. `waitMs`: how long the message must wait; 0 while the bucket holds one. */
export function takeToken(
  bucket: Bucket,
  limit: { perS: number; burst: number },
  nowMs: number,
): { bucket: Bucket; waitMs: number } {
  const filled = Math.min(limit.burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * limit.perS);
  const tokens = filled - 1;
  return {
    bucket: { tokens, atMs: Math.max(nowMs, bucket.atMs) },
    waitMs: tokens >= 0 ? 0 : (-tokens * 1000) / limit.perS,
  };
}
