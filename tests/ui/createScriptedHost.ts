import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { Server, type Socket } from 'socket.io';
import parser from 'socket.io-msgpack-parser';
import type { Ack, ConsolePushes, StationPushes } from '../../protocol/message';
import type { ConsoleView, StationView } from '../../protocol/view';

/** The policy the real host serves its pages with. */
const contentPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

export type Received = { type: string; payload: Record<string, unknown> };
export type Reply = (payload: Record<string, unknown>) => Ack<object> | Promise<Ack<object>>;

/** A host without a session behind it: serves the built pages and does what the test says. */
export type ScriptedHost = {
  readonly origin: string;
  readonly received: Received[];
  of(type: string): Received['payload'][];
  /** What the station shows, from now on and at every hello. */
  showStation(view: StationView): void;
  showConsole(view: ConsoleView): void;
  pushStation<K extends keyof StationPushes>(type: K, payload: StationPushes[K]): void;
  pushConsole<K extends keyof ConsolePushes>(type: K, payload: ConsolePushes[K]): void;
  /** Answers messages of a type in this way; without, the answer is a plain yes. */
  answer(type: string, reply: Reply): void;
  /** A file of the study, at /study/<any session>/<path>. */
  addFile(path: string, body: string | Buffer): void;
  /** Closes the listener and cuts every connection; `comeBack` listens on the same port again. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
};

export async function createScriptedHost(pagesFolder: string): Promise<ScriptedHost> {
  const received: Received[] = [];
  const replies = new Map<string, Reply>();
  const files = new Map<string, string | Buffer>();
  const startMs = performance.now() - 5_000;
  let stationView: StationView | null = null;
  let consoleView: ConsoleView | null = null;

  replies.set('time:ping', () => ({ ok: true, hostMs: performance.now() - startMs }));
  replies.set('station:hello', () => ({
    ok: true,
    token: 'station-token-0123456789',
    view: stationView,
    hostMs: performance.now() - startMs,
  }));
  replies.set('console:hello', () => ({ ok: true, view: consoleView }));
  replies.set('game:join', () => ({ ok: true, frame: null, lastSeq: 0 }));
  replies.set('sync:show', () => ({ ok: true, sync: { targets: [] } }));
  replies.set('console:watch', () => ({ ok: true, frames: [] }));

  const http = createServer((request, response) => {
    void serve(request.url ?? '/').then(([status, type, body]) => {
      response.writeHead(status, {
        'content-type': type,
        'content-security-policy': contentPolicy,
        'cache-control': 'no-store',
      });
      response.end(body);
    });
  });
  const serve = async (url: string): Promise<[number, string, string | Buffer]> => {
    const path = decodeURIComponent(new URL(url, 'http://host').pathname);
    const type = contentTypes[extname(path)] ?? 'text/html; charset=utf-8';
    const studyFile = files.get(path.replace(/^\/(study\/[^/]+|card)\//, ''));
    if (studyFile !== undefined) return [200, type, studyFile];
    try {
      return [200, type, await readFile(join(pagesFolder, normalize(path.endsWith('/') ? `${path}index.html` : path)))];
    } catch {
      return [404, 'text/plain', 'not found'];
    }
  };

  const io = new Server(http, { parser, transports: ['websocket'], pingInterval: 500, pingTimeout: 700 });
  const follow = (socket: Socket): void => {
    socket.onAny((type: string, payload: Record<string, unknown>, ...rest: unknown[]) => {
      const last = rest.at(-1);
      const ack = typeof last === 'function' ? (last as (answer: Ack<object>) => void) : undefined;
      received.push({ type, payload });
      const reply = replies.get(type) ?? (() => ({ ok: true as const }));
      void Promise.resolve(reply(payload)).then((answer) => ack?.(answer));
    });
  };
  io.of('/station').on('connection', follow);
  io.of('/console').on('connection', follow);
  const listen = (port: number): Promise<number> =>
    new Promise((resolve) => {
      http.listen(port, '127.0.0.1', () => resolve((http.address() as AddressInfo).port));
    });
  const lines = new Set<NetSocket>();
  http.on('connection', (line) => {
    lines.add(line);
    line.on('close', () => lines.delete(line));
  });
  const port = await listen(0);
  // As a killed host does it: no goodbye, every line is dead.
  const cut = async (): Promise<void> => {
    await new Promise((resolve) => {
      http.close(resolve);
      for (const line of lines) line.destroy();
    });
  };

  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    of: (type) => received.filter((message) => message.type === type).map((message) => message.payload),
    showStation: (view) => {
      stationView = view;
      io.of('/station').emit('station:view', view);
    },
    showConsole: (view) => {
      consoleView = view;
      io.of('/console').emit('console:view', view);
    },
    pushStation: (type, payload) => void io.of('/station').emit(type, payload),
    pushConsole: (type, payload) => void io.of('/console').emit(type, payload),
    answer: (type, reply) => void replies.set(type, reply),
    addFile: (path, body) => void files.set(path, body),
    goAway: cut,
    comeBack: async () => void (await listen(port)),
    close: async () => {
      if (http.listening) await cut();
      io.removeAllListeners();
    },
  };
}
