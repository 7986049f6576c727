import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connectLine } from './connectLine.node';

/** RFC 6455 §1.3. */
const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

test('a host that dies right after the upgrade is tried again within seconds', async () => {
  let attempts = 0;
  const server = createServer().on('upgrade', ({ headers }, socket) => {
    attempts += 1;
    const accept = acceptOf(String(headers['sec-websocket-key']));
    const answer = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.end([...answer, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const line = connectLine({ url: `http://127.0.0.1:${port}/station`, connected: () => undefined });
  onTestFinished(() => {
    line.close();
    server.close();
  });
  await expect.poll(() => attempts, { timeout: 8_000 }).toBeGreaterThanOrEqual(2);
});
