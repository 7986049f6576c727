import type { FoundHost } from '../../protocol/bridge';
import type { Pairing, Place, SeenHost } from './Pairing';

/**
 * The hosts that a station can show: those it sees and those it is paired with, each once; paired and present first, then the
 * new ones, then those that are away.
 */
export function listHosts(seen: readonly SeenHost[], paired: readonly Pairing[]): FoundHost[] {
  const hosts = new Map<string, FoundHost>();
  for (const { fingerprint, room, address, port } of seen) {
    if (hosts.has(fingerprint)) continue;
    const isPaired = paired.some((pairing) => pairing.fingerprint === fingerprint);
    hosts.set(fingerprint, { id: fingerprint, room, address, port, fingerprint, paired: isPaired, online: true });
  }
  for (const { fingerprint, room, address, port } of paired) {
    if (hosts.has(fingerprint)) continue;
    hosts.set(fingerprint, { id: fingerprint, room, address, port, fingerprint, paired: true, online: false });
  }
  const rank = (host: FoundHost): number => (host.online ? (host.paired ? 0 : 1) : 2);
  return [...hosts.values()].sort((a, b) => rank(a) - rank(b) || a.room.localeCompare(b.room));
}

/** Where a paired host may be now, the likeliest place first: where it announces itself, then where it was. */
export function placesOf(pairing: Pairing, seen: readonly SeenHost[]): Place[] {
  const places = [...seen.filter(({ fingerprint }) => fingerprint === pairing.fingerprint), pairing];
  return places
    .map(({ address, port }) => ({ address, port }))
    .filter((place, index, all) => all.findIndex((other) => isSamePlace(other, place)) === index);
}

export const isSamePlace = (a: Place, b: Place): boolean => a.address === b.address && a.port === b.port;

/** The address of the station page; IPv6 addresses stand in brackets. */
export function stationUrl({ address, port }: Place, token: string): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `https://${host}:${port}/station/#token=${encodeURIComponent(token)}`;
}
