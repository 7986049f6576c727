import { type ConsolePushes, PROTOCOL_VERSION } from '../../protocol/message';
import type { ConsoleView } from '../../protocol/view';
import type { Host } from '../host/HostOptions';
import { connectLine, type ConsoleTables, expectOk, type Line } from './connectLine.node';

/** The operator's end of a host, without a window. */
export type ConsoleEnd = {
  request: Line<ConsoleTables>['request'];
  /** The newest that the host has told. */
  view(): ConsoleView;
  live(): ConsolePushes['console:live'];
  close(): void;
};

const TRIES = 20;

/** @throws Error with the host's words when it refuses, or when it cannot be reached */
export async function openConsole(host: Pick<Host, 'url' | 'operatorToken'>): Promise<ConsoleEnd> {
  let live: ConsolePushes['console:live'] = { seats: {}, games: {}, recording: null };
  return new Promise((resolve, reject) => {
    let view: ConsoleView | null = null;
    let tries = 0;
    // Before the hello of a connection a host listens to nothing else.
    let greeting: Promise<void> = Promise.resolve();
    const request: ConsoleEnd['request'] = async (type, payload, timeoutMs) => {
      await greeting;
      return line.request(type, payload, timeoutMs);
    };
    const line: Line<ConsoleTables> = connectLine({
      url: `${host.url}/console`,
      connected: () => void (greeting = sayHello()),
      unreachable(message) {
        tries += 1;
        if (view !== null || tries < TRIES) return;
        line.close();
        reject(new Error(`The host at ${host.url} cannot be reached: ${message}.`));
      },
    });
    line.on('console:live', (next) => (live = next));
    line.on('console:view', (next) => {
      if (view !== null) view = next;
    });
    async function sayHello(): Promise<void> {
      const ack = await line.request('console:hello', { protocol: PROTOCOL_VERSION, token: host.operatorToken });
      // The next connection says hello again.
      if (!ack.ok && ack.error.code === 'connection/lost') return;
      try {
        const first = expectOk(ack).view;
        view = first;
        resolve({ request, view: () => view ?? first, live: () => live, close: () => line.close() });
      } catch (cause) {
        line.close();
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      }
    }
  });
}
