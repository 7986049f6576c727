import type { Bonjour } from 'bonjour-service';
import { SERVICE_TYPE } from '../../../../protocol/pairing';
import { openMdns } from './openMdns.node';

export type Advertised = { /** Says goodbye on every network. */ stop(): Promise<void> };
export type Advertisement = {
  room: string;
  /** SHA-256 of the host's certificate, hex. */
  fingerprint: string;
  port: number;
  /** This machine's addresses, one on each network that is to know. */
  addresses: readonly string[];
  /** Hears what the networks do not take. */
  log(line: string): void;
};

const goodbyeMs = 500;

/**
 * Tells the LAN by mDNS that this host is here. The service is named after the fingerprint, so no two hosts share a name;
 * that it is not asked for beforehand (`probe`) means that nobody can keep a host silent by claiming its name.
 */
export function advertise({ room, fingerprint, port, addresses, log }: Advertisement): Advertised {
  const id = fingerprint.slice(0, 16);
  const open = addresses.map((address) => {
    const bonjour = openMdns(address, log);
    const txt = { v: '1', room: cutToBytes(room, 200), fp: fingerprint };
    bonjour.publish({
      name: `Cubicle ${id}`,
      host: `cubicle-${id}.local`,
      type: SERVICE_TYPE,
      port,
      txt,
      probe: false,
      disableIPv6: true,
    });
    return bonjour;
  });
  return { stop: async () => void (await Promise.all(open.map(sayGoodbye))) };
}

/** A network that is gone cannot be told goodbye, and must not hold anybody up. */
function sayGoodbye(bonjour: Bonjour): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      bonjour.destroy(() => resolve());
    };
    const timer = setTimeout(end, goodbyeMs);
    bonjour.unpublishAll(end);
  });
}

/** A TXT string holds 255 bytes. */
function cutToBytes(text: string, bytes: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > bytes) cut = cut.slice(0, -1);
  return cut;
}
