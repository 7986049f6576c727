import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Bonjour, Browser, Service } from 'bonjour-service';
import { advertisement, SERVICE_TYPE } from '../../../../protocol/pairing';
import { type AdvertisedHost, doubtHost, forgetHosts, hearHost, type HostList, listHosts } from './hostList';
import { lanAddresses } from './lanAddresses';
import { openMdns } from './openMdns.node';

export type { AdvertisedHost } from './hostList';
export type HostSearch = { stop(): void };

const ASK_EVERY_MS = 3_000;
const LOOK_EVERY_MS = 500;

/**
 * Looks for hosts on every network of this machine, and tells the list whenever it changes; the addresses of a machine that
 * moves to another network are followed. A host that stops answering is forgotten after 10 s.
 */
export function findHosts(onChange: (hosts: AdvertisedHost[]) => void, log: (line: string) => void): HostSearch {
  const sockets = new Map<string, { bonjour: Bonjour; browser: Browser | null }>();
  let list: HostList = new Map();
  let told = '[]';
  let askedMs = Number.NEGATIVE_INFINITY;

  function tell(): void {
    list = forgetHosts(list, performance.now());
    const hosts = listHosts(list);
    const text = JSON.stringify(hosts);
    if (text === told) return;
    told = text;
    onChange(hosts);
  }

  function hear(service: Service): void {
    const txt = advertisement.safeParse(service.txt);
    if (!txt.success || !/^[0-9a-f]{64}$/.test(txt.data.fp)) return;
    // Where the answer came from can be reached; what else it claims can be tried.
    const claimed = [service.referer?.address ?? '', ...(service.addresses ?? [])];
    const addresses = claimed.filter((one) => /^\d+\.\d+\.\d+\.\d+$/.test(one));
    if (addresses.length === 0) return;
    list = hearHost(
      list,
      service.fqdn,
      { room: txt.data.room, addresses, port: service.port, fingerprint: txt.data.fp },
      performance.now(),
    );
    tell();
  }

  function doubt(service: Service): void {
    list = doubtHost(list, service.fqdn, performance.now());
    askedMs = Math.min(askedMs, performance.now() - ASK_EVERY_MS + LOOK_EVERY_MS);
  }

  /** A browser tells of each service once and never misses one that just died, so every question gets a browser of its own. */
  function ask(): void {
    askedMs = performance.now();
    const addresses = lanAddresses(networkInterfaces());
    for (const [address, { bonjour, browser }] of [...sockets]) {
      browser?.stop();
      if (addresses.includes(address)) continue;
      sockets.delete(address);
      bonjour.destroy();
    }
    for (const address of addresses) {
      const bonjour = sockets.get(address)?.bonjour ?? openMdns(address, log);
      const browser = bonjour.find({ type: SERVICE_TYPE }, hear);
      browser.on('txt-update', hear);
      browser.on('srv-update', hear);
      browser.on('down', doubt);
      sockets.set(address, { bonjour, browser });
    }
  }

  ask();
  const timer = setInterval(() => {
    if (performance.now() - askedMs >= ASK_EVERY_MS) ask();
    tell();
  }, LOOK_EVERY_MS);

  return {
    stop() {
      clearInterval(timer);
      for (const { bonjour, browser } of sockets.values()) {
        browser?.stop();
        bonjour.destroy();
      }
      sockets.clear();
    },
  };
}
