import { capMemory } from './capMemory';
import { type BootOptions, type Pyodide, runPython } from './runPython';

/** A Python interpreter as a Web Worker of a hidden, sandboxed window: see runnerPage. The page's first message brings the port. */

/** Above this an interpreter's memory does not grow: see capMemory. */
const MEMORY_BYTES = 1024 * 1024 * 1024;
const heapBytes = capMemory(WebAssembly.Memory.prototype, MEMORY_BYTES);

/** Pyodide lies beside this file and is loaded by its address: it is no part of the bundle. */
async function bootPyodide(options: BootOptions): Promise<Pyodide> {
  const folder = new URL('./pyodide/', location.href).href;
  const module: unknown = await import(/* @vite-ignore */ `${folder}pyodide.mjs`);
  const python: unknown = await Reflect.apply(readLoader(module), undefined, [
    { indexURL: folder, env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0' }, jsglobals: {}, ...options },
  ]);
  if (!isPyodide(python)) throw new Error('what was loaded is no Python interpreter');
  return python;
}

async function openSnapshot(): Promise<Uint8Array | null> {
  const answer = await fetch(new URL('./python.snapshot', location.href)).catch(() => null);
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
}

async function digest(content: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

function readLoader(module: unknown): (...args: unknown[]) => unknown {
  const loader: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'loadPyodide') : undefined;
  if (!isFunction(loader)) throw new Error('pyodide.mjs has no loadPyodide');
  return loader;
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

function isPyodide(value: unknown): value is Pyodide {
  return (
    typeof value === 'object' &&
    value !== null &&
    'FS' in value &&
    'runPython' in value &&
    'makeMemorySnapshot' in value &&
    'unregisterJsModule' in value
  );
}

self.addEventListener(
  'message',
  ({ ports: [port] }) => {
    if (port === undefined) throw new Error('the first message of the runner must bring a port');
    const runner = runPython({
      boot: bootPyodide,
      openSnapshot,
      digest,
      engine: navigator.userAgent,
      post: (reply) => port.postMessage(reply),
      nowMs: () => performance.now(),
      heapBytes,
    });
    port.addEventListener('message', ({ data }: MessageEvent<unknown>) => runner.receive(data));
    port.start();
  },
  { once: true },
);
// A callback that study code left with the event loop may fail after its call: no call of a game, so nothing of ours.
self.addEventListener('unhandledrejection', (event) => event.preventDefault());
self.addEventListener('error', (event) => event.preventDefault());
