/** Who may not come back for a while. Keys are addresses, or an address and a token. */
export type Bans = { ban(key: string): void; isBanned(key: string): boolean };

/** @param banMs how long a ban holds @param nowMs a monotonic clock */
export function createBans(banMs: number, nowMs: () => number): Bans {
  const untilMs = new Map<string, number>();
  const forgive = () => {
    for (const [key, until] of untilMs) if (until <= nowMs()) untilMs.delete(key);
  };
  return {
    ban(key) {
      forgive();
      untilMs.set(key, nowMs() + banMs);
    },
    isBanned(key) {
      forgive();
      return untilMs.has(key);
    },
  };
}
