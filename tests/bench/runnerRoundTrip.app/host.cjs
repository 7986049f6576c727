// The measuring end, in a utility process as the host is: sends at absolute deadlines, times every answer.
const { Worker } = require('node:worker_threads');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');

const [kind, seconds, hz] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const request = 'x'.repeat(200);
const warmUpTicks = Math.round(2 * hz);

function measure(post, onMessage) {
  const total = warmUpTicks + Math.round(seconds * hz);
  const sentMs = new Array(total).fill(0);
  const tripsMs = [];
  let answered = 0;
  onMessage(({ requestId }) => {
    const tripMs = performance.now() - sentMs[requestId];
    if (requestId >= warmUpTicks) tripsMs.push(tripMs);
    if (++answered === total) report(tripsMs);
  });
  const startMs = performance.now();
  const send = (tick) => {
    sentMs[tick] = performance.now();
    post({ type: 'call', requestId: tick, request });
    if (tick + 1 === total) return;
    setTimeout(send, Math.max(0, startMs + ((tick + 1) * 1000) / hz - performance.now()), tick + 1);
  };
  send(0);
}

function report(tripsMs) {
  const sorted = tripsMs.sort((a, b) => a - b);
  const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(3));
  const over2Ms = sorted.filter((trip) => trip > 2).length;
  process.parentPort.postMessage({
    trips: sorted.length,
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    maxMs: at(1),
    over2Ms,
  });
}

if (kind === 'thread') {
  const worker = new Worker(join(__dirname, 'echo.thread.cjs'));
  worker.once('online', () =>
    measure(
      (message) => worker.postMessage(message),
      (listener) => worker.on('message', listener),
    ),
  );
} else {
  process.parentPort.once('message', ({ ports: [port] }) => {
    // The worker announces itself, so that its start is no part of the figures.
    port.once('message', () =>
      measure(
        (message) => port.postMessage(message),
        (listener) => port.on('message', (event) => listener(event.data)),
      ),
    );
    port.start();
  });
}
