import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Door } from './createDoor';
import { describeListener } from './Listener';
import { type ListenerHandlers, type OpenListener, openListener, type TlsIdentity } from './openListener.node';

const DEFAULT_PORT = 4700;
const portsTried = 10;
const TRY_AGAIN_AFTER_MS = 100;

/** The listeners of the host: the loopback always, the LAN while the room is open. */
export type Servers = {
  /** Of the loopback, and of the LAN when it is free there too. */
  port: number;
  /** The port of the LAN's listeners, or null while there are none. */
  lanPort(): number | null;
  /** Listens at exactly these addresses: opens new ones, closes those that are gone. Says in words which could not be opened. */
  setLan(addresses: readonly string[]): Promise<string[]>;
  lanAddresses(): string[];
  close(): Promise<void>;
};

export type ServersOptions = {
  /** A port that was asked for: it, or nothing. */
  port?: number;
  /** So long a port that was asked for is waited for: a host that was killed may hold it for another moment. */
  portPatienceMs: number;
  log(line: string): void;
  tls: TlsIdentity;
  /** Names besides its addresses by which the host may be called on the LAN. */
  lanNames: readonly string[];
  /** Bounds the strangers from the LAN. Programs on this machine need no bounds but time. */
  door: Door;
  handlers: ListenerHandlers;
};

/** @throws Error in words when no port is to be had */
export async function createServers(options: ServersOptions): Promise<Servers> {
  const { handlers, door, tls } = options;
  const loopback = await listenLoopback(options);
  const { port } = loopback.listener;
  const lan = new Map<string, OpenListener>();
  let lanPort: number | null = null;

  async function openAt(address: string): Promise<string | null> {
    // One port for all addresses: that of the first one to be opened.
    const ports = lanPort === null ? candidates(port) : [lanPort];
    for (const candidate of ports) {
      const listener = describeListener('lan', address, candidate, [
        address,
        ...options.lanNames,
        hostname(),
        `${hostname()}.local`,
      ]);
      try {
        lan.set(address, await openListener(listener, tls, door, handlers));
        lanPort = candidate;
        return null;
      } catch (error) {
        if (!isTaken(error)) return `${address} cannot be opened: ${describeError(error)}.`;
      }
    }
    return `On ${address} every port from ${ports[0]} to ${ports.at(-1)} is taken by another program.`;
  }

  return {
    port,
    lanPort: () => lanPort,
    async setLan(addresses) {
      const problems: string[] = [];
      for (const [address, open] of [...lan]) {
        if (addresses.includes(address)) continue;
        lan.delete(address);
        await open.close();
      }
      if (lan.size === 0) lanPort = null;
      for (const address of addresses) {
        const problem = lan.has(address) ? null : await openAt(address);
        if (problem !== null) problems.push(problem);
      }
      return problems;
    },
    lanAddresses: () => [...lan.keys()],
    async close() {
      await Promise.all([loopback, ...lan.values()].map((open) => open.close()));
      lan.clear();
    },
  };
}

async function listenLoopback({ port, portPatienceMs, handlers, log }: ServersOptions): Promise<OpenListener> {
  const untilMs = performance.now() + portPatienceMs;
  let isTold = false;
  const ports = port === undefined ? candidates(DEFAULT_PORT) : [port];
  for (const candidate of ports) {
    const listener = describeListener('loopback', '127.0.0.1', candidate, ['127.0.0.1', 'localhost']);
    for (;;) {
      try {
        return await openListener(listener, null, null, handlers);
      } catch (error) {
        if (!isTaken(error)) throw new Error(`Port ${candidate} cannot be opened: ${describeError(error)}.`);
      }
      if (port === undefined || performance.now() >= untilMs) break;
      if (!isTold) log(`Port ${candidate} is not free yet: waiting for it.`);
      isTold = true;
      await pause(TRY_AGAIN_AFTER_MS);
    }
  }
  if (port !== undefined)
    throw new Error(
      `Port ${port} is taken by another program. Ask for another one, or for none: Cubicle then finds a free one.`,
    );
  throw new Error(
    `Every port from ${DEFAULT_PORT} to ${DEFAULT_PORT + portsTried - 1} is taken. Ask for another one with --port.`,
  );
}

function candidates(first: number): number[] {
  return Array.from({ length: portsTried }, (_, index) => first + index).filter((port) => port <= 65_535);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function describeError(error: unknown): string {
  return error instanceof Error && 'code' in error && error.code === 'EACCES'
    ? 'this program may not use it'
    : error instanceof Error
      ? error.message
      : String(error);
}
