import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { loadPyodide } from 'pyodide';
import { capMemory } from './capMemory';
import { runPython } from './runPython';

/**
 * A Python interpreter as a Node child process, for a host without Electron. Arguments: Pyodide's folder, memory cap in bytes,
 * the file of its snapshot.
 * It is started under Node's permission model (createNodeHelpers): no file but its own, no process, no evaluated text.
 */
const [pyodideFolder = '', capText = '', snapshotFile = ''] = process.argv.slice(2);

// Pyodide asks for these constants by an interface that the permission model forbids.
Object.defineProperty(process, 'binding', { value: () => ({ fs: constants, os: {} }) });
const heapBytes = capMemory(WebAssembly.Memory.prototype, Number(capText));

const runner = runPython({
  // Without a fixed hash seed a set of strings has another order in every interpreter, and a game is not the same again.
  boot: (options) =>
    loadPyodide({
      indexURL: pyodideFolder,
      env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0' },
      jsglobals: {},
      ...options,
    }),
  openSnapshot: () => readFile(snapshotFile).catch(() => null),
  digest: (content) => Promise.resolve(createHash('sha256').update(content).digest()),
  engine: `v8 ${process.versions.v8}`,
  // A reply to a host that is gone has no reader.
  post: (reply) => void (process.connected && process.send?.(reply)),
  nowMs: () => performance.now(),
  heapBytes,
});
process.on('message', (message) => runner.receive(message));
process.on('disconnect', () => process.exit(0));
// A callback that study code left with the event loop may fail after its call: no call of a game, so nothing of ours.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);
