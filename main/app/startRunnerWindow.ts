import { MessageChannelMain, type MessagePortMain, session } from 'electron';
import { bridgeChannels } from '../../protocol/bridge';
import type { AppPaths } from './findAppPaths';
import { listServedFiles } from './listServedFiles';
import { openWindow, preloadFile } from './openWindow';
import { servePrivateScheme } from './privateSchemes';
import { sealSession } from './sealSession';
import type { StartedHelper } from './StartedHelper';

/** What the interpreter is made of; the rest of the pyodide package (its own pages, its type files) is not for it. */
const pyodideFiles = /^pyodide\/(pyodide\.m?js|pyodide\.asm\.(mjs|wasm)|pyodide-lock\.json|python_stdlib\.zip)$/;

const contentPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** After this the page is not going to load. */
const LOAD_LIMIT_MS = 20_000;

let started = 0;

/**
 * An interpreter for study code: a hidden, sandboxed window with an origin and a memory of its own, which can load its
 * program and Pyodide and reach nothing else. Its end of the message port goes to the page once the page has loaded.
 */
export async function startRunnerWindow(paths: AppPaths, snapshotFile: string): Promise<StartedHelper> {
  started += 1;
  const origin = `runner://r${started}`;
  // In memory only, since the name does not begin with `persist:`.
  const own = session.fromPartition(`runner-${started}`, { cache: false });
  sealSession(own, () => origin);
  servePrivateScheme(own, 'runner', listRunnerFiles(paths, snapshotFile), contentPolicy);
  const window = openWindow({
    kind: 'runner',
    session: own,
    origin: () => origin,
    preload: preloadFile(paths.preloadFolder, 'runner'),
    devTools: false,
    options: { show: false, width: 200, height: 100, skipTaskbar: true, focusable: false },
  });
  const { webContents } = window;
  let reason = 'its window was closed';
  const died = new Promise<string>((resolve) => {
    webContents.once('render-process-gone', (_event, details) => {
      reason = `its process is gone (${details.reason}, exit code ${details.exitCode})`;
      resolve(reason);
      if (!window.isDestroyed()) window.destroy();
    });
    webContents.once('destroyed', () => resolve(reason));
  });
  const kill = (): void => {
    if (window.isDestroyed()) return;
    // A page whose worker never returns would keep its process after its window.
    webContents.forcefullyCrashRenderer();
    window.destroy();
  };
  try {
    await withinLimit(window.loadURL(`${origin}/index.html`), LOAD_LIMIT_MS);
  } catch (cause) {
    kill();
    throw cause;
  }
  const port = handOverPort((given) => webContents.postMessage(bridgeChannels.runnerPort, null, [given]));
  return { port, kill, died };
}

function listRunnerFiles(paths: AppPaths, snapshotFile: string): Map<string, string> {
  const own = [...listServedFiles(paths.runnerFolder)].filter(([path]) => !path.endsWith('.map'));
  const pyodide = [...listServedFiles(paths.pyodideFolder, 'pyodide/')].filter(([path]) => pyodideFiles.test(path));
  return new Map([...own, ...pyodide, ['python.snapshot', snapshotFile]]);
}

/** A channel: one end is given away, the other is returned. */
function handOverPort(give: (port: MessagePortMain) => void): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  give(port1);
  return port2;
}

async function withinLimit(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('its page did not load in time')), limitMs);
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
