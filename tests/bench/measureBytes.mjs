import { performance } from 'node:perf_hooks';
import { median, round } from './lab/figures.mjs';
import { waitUntil, withGamePage } from './lab/openGamePage.mjs';
import { readFrames, timeSending } from './lab/timeSending.mjs';

const SLICES = 5;
const SLICE_MS = 3000;
const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowUp'];
const KEY_MS = 250;

/** Bytes of a WebSocket frame that holds a payload: a browser's are masked, a server's are not. */
const frameBytes = (payload, masked) => {
  const size = Buffer.byteLength(payload);
  return size + (size < 126 ? 2 : size < 65_536 ? 4 : 10) + (masked ? 4 : 0);
};

/** What goes over a station's one WebSocket while a study is played with two key changes in a quarter second, and what its frames cost the host. */
export async function measureBytes({ parts, report }) {
  await measureStudy({ parts, report, kind: 'partner', name: 'volley, 30 Hz' });
  await measureStudy({ parts, report, kind: 'kitchen', name: 'kitchen, 8 Hz' });
}

function measureStudy({ parts, report, kind, name }) {
  const received = [];
  const counted = { down: 0, up: 0, downFrames: 0, upFrames: 0 };
  const count = (way, masked) => (event) => {
    counted[way] += frameBytes(event.payload, masked);
    counted[`${way}Frames`] += 1;
  };
  return withGamePage(parts, {
    kind,
    prepare: (page) =>
      page.on('websocket', (socket) => {
        socket.on('framereceived', count('down', false));
        socket.on('framereceived', ({ payload }) => received.push(payload));
        socket.on('framesent', count('up', true));
      }),
    async measure(page) {
      const whole = counted.down;
      const slices = [];
      for (let slice = 0; slice < SLICES; slice += 1) {
        const before = { ...counted };
        const startedMs = performance.now();
        for (let press = 0; press * KEY_MS < SLICE_MS; press += 1) {
          const key = KEYS[press % KEYS.length];
          await page.keyboard.down(key);
          await waitUntil(startedMs + press * KEY_MS + KEY_MS / 2);
          await page.keyboard.up(key);
          await waitUntil(startedMs + (press + 1) * KEY_MS);
        }
        const seconds = (performance.now() - startedMs) / 1000;
        slices.push(
          Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, (value - before[name]) / seconds])),
        );
      }
      return { whole, slices };
    },
    after: async ({ whole, slices }) => {
      const frames = readFrames(received);
      const { p50: sendP50Ms, p99: sendP99Ms } = await timeSending(frames);
      const middle = (name) => round(median(slices.map((slice) => slice[name])));
      const figures = {
        downBytesPerS: middle('down'),
        upBytesPerS: middle('up'),
        downFramesPerS: middle('downFrames'),
        upFramesPerS: middle('upFrames'),
        downBytesBeforePlay: whole,
        sendP50Ms,
        sendP99Ms,
      };
      report({
        case: name,
        figures,
        framesSent: frames.length,
        runs: SLICES,
        ratio: {
          to: 'a 100 Mbit/s line, both ways',
          value: round(((figures.downBytesPerS + figures.upBytesPerS) * 8) / 100e6),
        },
      });
    },
  });
}
