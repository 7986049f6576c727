import { EventEmitter } from 'node:events';
import { Bonjour, type ServiceConfig } from 'bonjour-service';

/**
 * One mDNS socket on the network that `address` is on. It takes all of port 5353 (a socket bound to one address hears no
 * multicast) but joins and sends on that network only, so a machine with several adapters needs one for each.
 * What goes wrong in the network is told to `log` and never thrown.
 */
export function openMdns(address: string, log: (line: string) => void): Bonjour {
  const tell = (error: unknown) => log(`mDNS on ${address}: ${error instanceof Error ? error.message : String(error)}`);
  const options: Partial<ServiceConfig> & { interface: string; bind: string } = { interface: address, bind: '0.0.0.0' };
  const bonjour = new Bonjour(options, tell);
  // The library leaves errors of its socket to whoever listens, and nobody does: they would end this process.
  const server: unknown = Reflect.get(bonjour, 'server');
  const mdns: unknown = typeof server === 'object' && server !== null ? Reflect.get(server, 'mdns') : null;
  if (!(mdns instanceof EventEmitter)) throw new Error('This version of bonjour-service keeps its socket elsewhere.');
  mdns.on('error', tell);
  return bonjour;
}
