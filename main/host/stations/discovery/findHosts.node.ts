import { performance } from 'node:perf_hooks';
import { Bonjour, type Service } from 'bonjour-service';
import { advertisement, SERVICE_TYPE } from '../../../../protocol/pairing';

/** A host as it says of itself: a hint only. Who it is, its certificate proves. */
export type AdvertisedHost = { room: string; addresses: string[]; port: number; fingerprint: string };
export type HostSearch = { stop(): void };

const ASK_AGAIN_EVERY_MS = 3_000;
const FORGET_AFTER_MS = 15_000;
const HOSTS_KEPT = 64;

/** Looks for hosts on the LAN and tells the list whenever it changes. A host that stops answering is forgotten. */
export function findHosts(onChange: (hosts: AdvertisedHost[]) => void, log: (line: string) => void): HostSearch {
  const bonjour = new Bonjour(undefined, (error: unknown) =>
    log(`mDNS: ${error instanceof Error ? error.message : String(error)}`),
  );
  const hosts = new Map<string, { host: AdvertisedHost; seenMs: number }>();
  let told = '';
  const browser = bonjour.find({ type: SERVICE_TYPE }, see);
  browser.on('txt-update', see);
  browser.on('down', (service: Service) => {
    for (const [fingerprint, { host }] of hosts)
      if (service.name.includes(fingerprint.slice(0, 8)) && host.port === service.port) hosts.delete(fingerprint);
    tell();
  });

  function see(service: Service): void {
    const txt = advertisement.safeParse(service.txt);
    const addresses = (service.addresses ?? []).filter((one) => /^\d+\.\d+\.\d+\.\d+$/.test(one));
    if (!txt.success || addresses.length === 0 || (!hosts.has(txt.data.fp) && hosts.size >= HOSTS_KEPT)) return;
    hosts.set(txt.data.fp, {
      host: { room: txt.data.room, addresses, port: service.port, fingerprint: txt.data.fp },
      seenMs: performance.now(),
    });
    tell();
  }

  function tell(): void {
    const list = [...hosts.values()].map(({ host }) => host).sort((a, b) => (a.room < b.room ? -1 : 1));
    const text = JSON.stringify(list);
    if (text === told) return;
    told = text;
    onChange(list);
  }

  // A question lost on the way is asked again; the browser itself asks once and never notices a host that just died.
  const timer = setInterval(() => {
    for (const service of browser.services) see(service);
    browser.update();
    for (const [fingerprint, { seenMs }] of hosts)
      if (performance.now() - seenMs > FORGET_AFTER_MS) hosts.delete(fingerprint);
    tell();
  }, ASK_AGAIN_EVERY_MS);

  return {
    stop() {
      clearInterval(timer);
      browser.stop();
      bonjour.destroy();
    },
  };
}
