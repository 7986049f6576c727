import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { keepSnapshot } from '../../main/host/game/keepSnapshot.node';
import type { Helper } from '../../protocol/process';
import { describeRunner } from './runnerContract';

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

let folder: string;
let server: Server;
let browser: Browser;
/** The last bytes that came from a page: too many for the bridge. */
let lastLarge: Buffer;

/** Serves the runner's page as a hidden window is served it: one origin, its own files, the same policy. */
function serveRunner(): Promise<Server> {
  const listening = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    const pyodide = /^pyodide\/([\w.-]+)$/.exec(path)?.[1];
    const file =
      pyodide === undefined
        ? join(folder, /^([\w-]+\.js|python\.snapshot)$/.test(path) ? path : 'index.html')
        : join(inRoot('node_modules/pyodide'), pyodide);
    response.setHeader('Content-Security-Policy', POLICY);
    if (request.method === 'POST') {
      void buffer(request).then((bytes) => {
        lastLarge = bytes;
        response.end();
      });
      return;
    }
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.statusCode = existsSync(file) ? 200 : 404;
    response.end(existsSync(file) ? readFileSync(file) : undefined);
  });
  return new Promise((resolve) => listening.listen(0, '127.0.0.1', () => resolve(listening)));
}

async function bundleRunner(): Promise<void> {
  const sources = { 'runner-page.js': 'runnerPage/runnerPage.worker.ts', 'runner-web.js': 'runnerWeb.worker.ts' };
  for (const [output, source] of Object.entries(sources)) {
    await build({
      input: inRoot(`main/host/game/${source}`),
      platform: 'browser',
      transform: { target: 'chrome108' },
      output: { file: join(folder, output), format: 'es', codeSplitting: false },
      logLevel: 'warn',
    });
  }
}

/** What crosses from here to the page: bytes as base64, since the bridge carries only JSON. */
type Crossing = { type: string; files?: Record<string, string> };

function encode(message: unknown): Crossing {
  const { files, ...rest } = Object(message) as { type: string; files?: Record<string, Uint8Array> };
  if (files === undefined) return rest;
  return {
    ...rest,
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    ),
  };
}

/** Runs in the page: gives it its port, and bridges the other end to the test. */
function bridgePort(): void {
  const { port1, port2 } = new MessageChannel();
  const tell: unknown = Reflect.get(window, 'tellTest');
  port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { bytes, ...rest } = Object(data) as { bytes?: Uint8Array<ArrayBuffer> };
    const say = (message: object): void => {
      if (typeof tell === 'function') Reflect.apply(tell, undefined, [JSON.stringify(message)]);
    };
    if (bytes === undefined) return say(rest);
    void fetch('/large', { method: 'POST', body: bytes }).then(() => say({ ...rest, large: true }));
  };
  window.addEventListener('to-runner', (event) => {
    const message = (event as CustomEvent<Crossing>).detail;
    const decode = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const files =
      message.files && Object.fromEntries(Object.entries(message.files).map(([name, text]) => [name, decode(text)]));
    port1.postMessage(files === undefined ? message : { ...message, files });
  });
  window.postMessage({ type: 'runner-port' }, location.origin, [port2]);
}

async function startInChromium(): Promise<Helper> {
  const page: Page = await browser.newPage();
  const listeners: ((message: unknown) => void)[] = [];
  const early: unknown[] = [];
  const died = new Promise<string>((resolve) => {
    page.once('close', () => resolve('the page is closed'));
    page.once('crash', () => resolve('the page has crashed'));
  });
  await page.exposeFunction('tellTest', (text: string) => {
    const { large, ...rest } = JSON.parse(text) as { large?: true };
    const message: unknown = large ? { ...rest, bytes: new Uint8Array(lastLarge) } : rest;
    if (listeners.length === 0) early.push(message);
    for (const listener of listeners) listener(message);
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.evaluate(bridgePort);
  const send = (message: Crossing): Promise<unknown> =>
    page
      .evaluate((detail) => window.dispatchEvent(new CustomEvent('to-runner', { detail })), message)
      .catch(() => undefined);
  return {
    port: {
      post: (message) => void send(encode(message)),
      onMessage(listener) {
        listeners.push(listener);
        for (const message of early.splice(0)) listener(message);
      },
      close: () => undefined,
    },
    kill: () => void page.close().catch(() => undefined),
    died,
  };
}

if (existsSync(CHROMIUM)) {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cubicle-runner-'));
    await bundleRunner();
    copyFileSync(inRoot('main/host/game/runnerPage/runner.html'), join(folder, 'index.html'));
    server = await serveRunner();
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  describeRunner('a runner in a Web Worker', {
    startRunner: startInChromium,
    keepSnapshot: (file) => keepSnapshot(join(folder, 'python.snapshot'), file),
  });
} else {
  describe('a runner in a Web Worker', () => {
    test.skip(`not run: there is no Chromium at ${CHROMIUM}; set CHROMIUM_PATH`);
  });
}
