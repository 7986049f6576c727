import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import * as parser from 'socket.io-msgpack-parser';
import { p50p99 } from './figures.mjs';

/** The game frames among what a station's WebSocket has brought. */
export function readFrames(payloads) {
  const frames = [];
  const decoder = new parser.Decoder();
  decoder.on('decoded', ({ data }) => {
    if (Array.isArray(data) && data[0] === 'game:frame') frames.push(data[1]);
  });
  for (const payload of payloads) if (typeof payload !== 'string') decoder.add(payload);
  return frames;
}

/**
 * How long a host is busy with giving a frame to a station's socket: packing it and handing it to the system. One station on
 * loopback, a frame every few milliseconds.
 * @returns {Promise<{ p50: number, p99: number }>} ms
 */
export async function timeSending(frames) {
  const server = createServer();
  const hub = new Server(server, { parser, serveClient: false, perMessageDeflate: false });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connected = new Promise((resolve) => hub.on('connection', resolve));
  const station = io(`http://127.0.0.1:${server.address().port}`, {
    parser,
    transports: ['websocket'],
    forceNew: true,
  });
  try {
    const socket = await connected;
    const eachMs = [];
    for (const frame of frames) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      const startedMs = performance.now();
      socket.volatile.emit('game:frame', frame);
      eachMs.push(performance.now() - startedMs);
    }
    return p50p99(eachMs);
  } finally {
    station.disconnect();
    await hub.close();
  }
}
