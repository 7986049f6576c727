/** A connection that has not yet said who it is. */
export type Stranger = { id: number; address: string };
export type StrangerLimit = { perAddress: number; total: number };

/**
 * Who must go so that a newcomer may come in: the oldest stranger of its own address when that has its share, else the oldest
 * of the address that has the most. Somebody who only holds connections open thus pushes out his own, while a station, which
 * says who it is within milliseconds, always gets in.
 * @param strangers in the order in which they came
 * @returns the stranger to close, or null when there is room
 */
export function admitNewcomer(strangers: readonly Stranger[], address: string, limit: StrangerLimit): Stranger | null {
  const own = strangers.filter((stranger) => stranger.address === address);
  if (own.length >= limit.perAddress) return own[0] ?? null;
  if (strangers.length < limit.total) return null;
  const counts = new Map<string, number>();
  for (const stranger of strangers) counts.set(stranger.address, (counts.get(stranger.address) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return strangers.find((stranger) => counts.get(stranger.address) === most) ?? null;
}
