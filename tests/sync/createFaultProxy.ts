import { createServer, type Server, type Socket, connect } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * What happens to one connection that comes to the proxy.
 * - `pass`: nothing.
 * - `answer`: after the first bytes of a request, this status instead of the server's answer.
 * - `cut`: the line is cut when so many bytes have gone up; `cutDown`: when so many have come back.
 * - `hang`: nothing ever comes back.
 * - `slow`: so many bytes a second go up.
 */
export type Fault =
  | { kind: 'pass' }
  | { kind: 'answer'; status: number; headers?: string; body?: string }
  | { kind: 'cut'; afterBytes: number }
  | { kind: 'cutDown'; afterBytes: number }
  | { kind: 'hang' }
  | { kind: 'slow'; bytesPerS: number };

export type FaultProxy = {
  port: number;
  /** Faults for the next requests, in order; after them everything passes. */
  script(faults: readonly Fault[]): void;
  /** One for each request from now on, whatever the script says; null: the script again. */
  always(fault: Fault | null): void;
  /** How many requests have come. */
  count(): number;
  close(): Promise<void>;
};

/** Stands in front of an HTTP or database server and spoils what the script says; one connection is one request here. */
export async function createFaultProxy(serverPort: number): Promise<FaultProxy> {
  let scripted: Fault[] = [];
  let fixed: Fault | null = null;
  let seen = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    seen += 1;
    const fault = fixed ?? scripted.shift() ?? { kind: 'pass' };
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // A cut line is what the test is about.
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.end());
    if (fault.kind === 'answer') {
      answer(client, fault);
      return;
    }
    let up = 0;
    client.on('data', (piece: Buffer) => {
      if (fault.kind === 'cut' && up + piece.length >= fault.afterBytes) {
        upstream.end(piece.subarray(0, fault.afterBytes - up));
        client.destroy();
        return;
      }
      up += piece.length;
      if (fault.kind === 'slow') {
        client.pause();
        setTimeout(() => client.resume(), (1000 * piece.length) / fault.bytesPerS);
      }
      if (fault.kind !== 'hang') upstream.write(piece);
    });
    let down = 0;
    upstream.on('data', (piece: Buffer) => {
      if (fault.kind === 'cutDown' && down + piece.length >= fault.afterBytes) {
        client.end(piece.subarray(0, fault.afterBytes - down));
        upstream.destroy();
        return;
      }
      down += piece.length;
      client.write(piece);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    script: (faults) => void (scripted = [...faults]),
    always: (fault) => void (fixed = fault),
    count: () => seen,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Takes the whole of what is sent, as a server that looks at it afterwards does, and then says no. */
function answer(client: Socket, { status, headers = '', body = '' }: Extract<Fault, { kind: 'answer' }>): void {
  client.once('data', () => {
    client.end(
      `HTTP/1.1 ${status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${headers}\r\n${body}`,
    );
  });
  client.on('data', () => undefined);
}
