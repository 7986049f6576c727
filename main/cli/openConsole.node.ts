import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type ConsolePushes, PROTOCOL_VERSION } from '../../protocol/message';
import type { ConsoleView } from '../../protocol/view';
import type { Host } from '../host/HostOptions';
import { ANSWER_WITHIN_MS, connectLine, type ConsoleTables, expectOk, type Line, LOST } from './connectLine.node';

/** The operator's end of a host, without a window. */
export type ConsoleEnd = {
  /** As that of a line, but over breaks of it: asked again until it is answered, or `timeoutMs` are over. */
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
    const waiting = new Set<() => void>();
    const request: ConsoleEnd['request'] = async (type, payload, timeoutMs = ANSWER_WITHIN_MS) => {
      const name = randomBytes(16).toString('hex');
      const untilMs = performance.now() + timeoutMs;
      for (;;) {
        await greeting;
        const ack = await line.request(type, payload, timeoutMs, name);
        const leftMs = untilMs - performance.now();
        if (ack.ok || ack.error.code !== LOST.error.code || leftMs <= 0) return ack;
        await within(leftMs, new Promise((settle) => void waiting.add(settle)));
      }
    };
    const line: Line<ConsoleTables> = connectLine({
      url: `${host.url}/console`,
      connected() {
        greeting = sayHello();
        for (const settle of waiting) settle();
        waiting.clear();
      },
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

/** Settles with `waited`, or when the time is over. */
async function within(ms: number, waited: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((settle) => (timer = setTimeout(settle, ms)));
  await Promise.race([waited, over]);
  clearTimeout(timer);
}
