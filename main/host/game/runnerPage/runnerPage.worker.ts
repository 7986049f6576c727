/**
 * The page of a hidden, sandboxed window in which study code runs. What the window must give it:
 * - one origin of its own that serves `index.html` (runner.html), `runner-page.js`, `runner-web.js`, and under `pyodide/` the files
 *   of the pyodide package (`.wasm` as application/wasm, `.mjs` and `.js` as text/javascript), and nothing else;
 * - with every file the header `Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';
 *   connect-src 'self'`; all other requests denied, no permissions, a storage partition of its own in memory, no throttling in the
 *   background;
 * - after the page has loaded, one `message` event on `window` from the window itself, `{ type: 'runner-port' }`, with one MessagePort.
 *   Over this port the worker speaks RunnerRequest and RunnerReply (protocol/process.ts); the first thing it says is `ready`.
 * The page only starts the worker and hands the port on: a loop in Python never holds the page up. When the worker cannot be
 * started the page closes its window; that, or killing the window's process, is the end of this runner.
 */
function startWorker(port: MessagePort): void {
  const worker = new Worker(new URL('./runner-web.js', location.href), { type: 'module', name: 'python' });
  worker.addEventListener('error', () => window.close());
  worker.postMessage({ type: 'port' }, [port]);
}

function awaitPort(event: MessageEvent<unknown>): void {
  const { data, ports, source } = event;
  const [port] = ports;
  if (source !== window || port === undefined) return;
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'runner-port') return;
  window.removeEventListener('message', awaitPort);
  startWorker(port);
}

window.addEventListener('message', awaitPort);
