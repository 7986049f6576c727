/** A host as it says of itself: a hint only. Who it is, its certificate proves. */
export type AdvertisedHost = {
  room: string;
  /** Where to try, the likeliest first. */
  addresses: string[];
  port: number;
  /** SHA-256 of its certificate, hex. */
  fingerprint: string;
};
type Heard = AdvertisedHost & { service: string; forgetMs: number };
/** What has been heard of hosts, by service name and fingerprint: two that claim one name stay two. */
export type HostList = ReadonlyMap<string, Heard>;

/** Three questions go unanswered before a host is forgotten. */
export const FORGET_AFTER_MS = 10_000;
/** A goodbye is hearsay too: the host is asked, and forgotten unless it answers. */
export const GOODBYE_MS = 1_500;
const HOSTS_KEPT = 64;

/** A host has been heard. When the list is full, newcomers are not taken in. */
export function hearHost(list: HostList, service: string, host: AdvertisedHost, nowMs: number): HostList {
  const key = `${service} ${host.fingerprint} ${host.port}`;
  const known = list.get(key);
  if (!known && list.size >= HOSTS_KEPT) return list;
  const addresses = [...new Set([...host.addresses, ...(known?.addresses ?? [])])].slice(0, 8);
  return new Map(list).set(key, { ...host, addresses, service, forgetMs: nowMs + FORGET_AFTER_MS });
}

/** Somebody has said goodbye in the name of a service. */
export function doubtHost(list: HostList, service: string, nowMs: number): HostList {
  return new Map(
    [...list].map(([key, heard]) => [
      key,
      heard.service === service ? { ...heard, forgetMs: Math.min(heard.forgetMs, nowMs + GOODBYE_MS) } : heard,
    ]),
  );
}

/** Drops what has not been heard for too long. */
export function forgetHosts(list: HostList, nowMs: number): HostList {
  return new Map([...list].filter(([, { forgetMs }]) => nowMs < forgetMs));
}

/** The hosts in a fixed order; of several rooms with one name the later ones are numbered: "Lab", "Lab (2)". */
export function listHosts(list: HostList): AdvertisedHost[] {
  const counts = new Map<string, number>();
  return [...list.values()]
    .sort((a, b) => compare(a.room, b.room) || compare(a.fingerprint, b.fingerprint) || a.port - b.port)
    .map(({ room, addresses, port, fingerprint }) => {
      const count = (counts.get(room) ?? 0) + 1;
      counts.set(room, count);
      return { room: count === 1 ? room : `${room} (${count})`, addresses, port, fingerprint };
    });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
