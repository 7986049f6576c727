import { performance } from 'node:perf_hooks';
import { io } from 'socket.io-client';
import * as parser from 'socket.io-msgpack-parser';

const CHORDS = [[], ['ArrowLeft'], ['ArrowRight'], ['ArrowUp'], ['ArrowLeft', 'ArrowUp'], ['ArrowRight', 'ArrowUp']];
/** People hold a key for a while, then another: this long each in turn, ms. */
const HOLDS_MS = [130, 410, 220, 580, 330, 170, 490];
const SHOWN_EVERY_MS = 100;

/**
 * A station without a page: joins its games, presses keys as people do, tells what was shown. Comes back by itself, as soon
 * as a page does.
 * @param onFrame called with every frame and the time of its arrival, ms
 */
export function createPlayer({ url, token, protocol, number, onFrame = () => undefined }) {
  const socket = io(`${url}/station`, {
    parser,
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    timeout: 1000,
  });
  let game = null;
  let seq = null;
  let held = [];
  let step = number;
  let lastApplied = 0;
  let shown = [];
  let closed = false;
  let timer;
  const waiting = new Set();
  const request = (type, payload) =>
    socket
      .timeout(5000)
      .emitWithAck(type, payload)
      .catch(() => null);

  async function hello() {
    const ack = await request('station:hello', { protocol, token });
    if (!ack?.ok) return;
    game = null;
    await look(ack.view);
  }

  async function look({ screen }) {
    const wanted = screen.kind === 'game' ? screen.game : null;
    if (wanted === game) return;
    game = wanted;
    if (game === null) return;
    const ack = await request('game:join', { game });
    if (!ack?.ok) return;
    seq = Math.max(seq ?? 0, ack.lastSeq);
    if (ack.frame) see(ack.frame, true);
  }

  function see(frame, whole = false) {
    const atMs = performance.now();
    if (frame.applied > lastApplied) {
      lastApplied = frame.applied;
      shown.push({ seq: frame.applied, tick: frame.tick, tShownMs: atMs });
    }
    onFrame(frame, atMs, whole);
    for (const one of waiting) {
      if (!one.accept(frame)) continue;
      waiting.delete(one);
      one.resolve({ frame, atMs });
    }
  }

  function press() {
    const next = CHORDS[step % CHORDS.length];
    const changes = [
      ...held.filter((code) => !next.includes(code)).map((code) => ({ code, down: false })),
      ...next.filter((code) => !held.includes(code)).map((code) => ({ code, down: true })),
    ];
    if (game !== null && seq !== null && socket.connected) {
      for (const { code, down } of changes) {
        held = down ? [...held, code] : held.filter((other) => other !== code);
        seq += 1;
        void request('game:input', { game, seq, tStationMs: performance.now(), code, down, held });
      }
    }
    step += 1;
    if (!closed) timer = setTimeout(press, HOLDS_MS[step % HOLDS_MS.length]);
  }

  const shownTimer = setInterval(() => {
    if (shown.length === 0 || game === null || !socket.connected) return;
    void request('game:shown', { game, shown: shown.slice(0, 100) });
    shown = [];
  }, SHOWN_EVERY_MS);
  socket.on('connect', () => void hello());
  socket.on('station:view', (view) => void (view.sayHello ? hello() : look(view)));
  socket.on('game:frame', (frame) => see(frame));
  socket.on('disconnect', () => {
    held = [];
  });
  press();
  return {
    /** The next frame that `accept` takes, with the time of its arrival, ms. */
    nextFrame: (accept, withinMs = 60_000) =>
      new Promise((resolve, reject) => {
        const one = { accept, resolve };
        waiting.add(one);
        const limit = setTimeout(() => reject(new Error(`Station ${number} waited ${withinMs} ms in vain.`)), withinMs);
        one.resolve = (found) => {
          clearTimeout(limit);
          resolve(found);
        };
      }),
    close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(shownTimer);
      socket.disconnect();
    },
  };
}
