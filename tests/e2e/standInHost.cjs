// Stands where the app expects its host: starts helpers for a test, one for each connection, and passes their messages on.
// On the connection: JSON lines; from the test {start: kind}, {post}, {kill}; to the test {started}, {died}, {message}.
const { mkdtempSync, writeFileSync } = require('node:fs');
const { createServer: createHttpServer } = require('node:http');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const { parentPort } = process;
const helpers = new Map();
let lastId = 0;

parentPort.on('message', ({ data, ports: [port] }) => {
  const helper = helpers.get(data.id);
  if (data.type === 'shutDown') process.exit(0);
  if (data.type === 'helperDied') helper?.tell({ died: data.reason });
  if (data.type !== 'helperStarted') return;
  helper.port = port;
  port.on('message', ({ data: message }) => helper.tell({ message: encode(message) }));
  port.start();
  helper.tell({ started: true });
});

/** Bytes come as base64: JSON has none. */
function decode(message) {
  if (message.files === undefined) return message;
  const files = Object.entries(message.files).map(([name, text]) => [
    name,
    new Uint8Array(Buffer.from(text, 'base64')),
  ]);
  return { ...message, files: Object.fromEntries(files) };
}

/** Large bytes go by way of a file. */
function encode({ bytes, ...rest }) {
  if (bytes === undefined) return rest;
  const file = join(mkdtempSync(join(tmpdir(), 'cubicle-large-')), 'bytes');
  writeFileSync(file, bytes);
  return { ...rest, file };
}

const relay = createServer((socket) => {
  lastId += 1;
  const id = lastId;
  const helper = { port: null, tell: (message) => socket.write(`${JSON.stringify(message)}\n`) };
  helpers.set(id, helper);
  socket.on('error', () => undefined);
  socket.on('close', () => parentPort.postMessage({ type: 'killHelper', id }));
  createInterface({ input: socket }).on('line', (line) => {
    const { start, post, kill } = JSON.parse(line);
    if (start) parentPort.postMessage({ type: 'startHelper', id, kind: start });
    if (post) helper.port.postMessage(decode(post));
    if (kill) parentPort.postMessage({ type: 'killHelper', id });
  });
});

const pages = createHttpServer((_request, response) => response.end('<!doctype html><title>stand-in</title>'));
pages.listen(0, '127.0.0.1', () =>
  relay.listen(0, '127.0.0.1', () => {
    console.log(`relay at ${relay.address().port};`);
    const { port } = pages.address();
    parentPort.postMessage({ type: 'ready', consoleUrl: `http://127.0.0.1:${port}/console/`, port });
  }),
);
