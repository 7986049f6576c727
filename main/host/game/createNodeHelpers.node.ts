import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { Helper, HelperKind, Helpers } from '../../../protocol/process';

export type NodeHelperFiles = {
  /** The built `runner-node.cjs` and `bots.cjs`. */
  runnerFile: string;
  botsFile: string;
  /** Folder of the pyodide package. */
  pyodideFolder: string;
  /** Where runners find a snapshot to start from, and where it is kept; null: nowhere. */
  snapshotFile: string | null;
};

/** Above this an interpreter's memory does not grow: see capMemory. */
const RUNNER_MEMORY_BYTES = 1024 * 1024 * 1024;
const STDERR_KEPT = 4096;

/**
 * The host's helper processes as forked Node children, for a host without Electron (command line, tests, simulation).
 * Each runs in an empty folder with an empty environment; a runner under Node's permission model, which lets it read its own
 * program and Pyodide, and nothing else. `close` removes the folder; kill the helpers first.
 */
export function createNodeHelpers(files: NodeHelperFiles): Helpers & { close(): void } {
  const { snapshotFile } = files;
  const emptyFolder = mkdtempSync(join(tmpdir(), 'cubicle-helper-'));
  const starts: Record<HelperKind, () => ChildProcess> = {
    runner: () =>
      forkHelper(
        files.runnerFile,
        [files.pyodideFolder, String(RUNNER_MEMORY_BYTES), snapshotFile ?? ''],
        emptyFolder,
        [
          permissionFlag(process.versions.node),
          `--allow-fs-read=${files.runnerFile}`,
          `--allow-fs-read=${files.pyodideFolder}${sep}*`,
          ...(snapshotFile === null ? [] : [`--allow-fs-read=${snapshotFile}`]),
          '--disallow-code-generation-from-strings',
          '--no-warnings',
        ],
      ),
    bots: () => forkHelper(files.botsFile, [], emptyFolder, ['--no-warnings']),
  };
  return {
    snapshotFile,
    start: (kind) => Promise.resolve(wrapChild(starts[kind]())),
    close: () => rmSync(emptyFolder, { recursive: true, force: true }),
  };
}

function forkHelper(file: string, args: string[], cwd: string, execArgv: string[]): ChildProcess {
  return fork(file, args, {
    cwd,
    execArgv,
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Node 20 has the permission model under its experimental name only, later ones under the final one. */
function permissionFlag(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13) ? '--permission' : '--experimental-permission';
}

function wrapChild(child: ChildProcess): Helper {
  let lastWords = '';
  child.stderr?.on('data', (data: Buffer) => {
    lastWords = (lastWords + data.toString()).slice(-STDERR_KEPT);
  });
  const died = new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', (code, signal) => {
      const end = signal === null ? `it ended with exit code ${code ?? 'unknown'}` : `it was ended by ${signal}`;
      resolve([end, lastWords.trim()].filter((part) => part !== '').join(': '));
    });
  });
  return {
    port: {
      // A message to a process that is just dying is lost with it; `died` tells.
      post: (message) => void (child.connected && child.send(message as object, ignoreSendError)),
      onMessage: (listener) => void child.on('message', listener),
      close: () => void (child.connected && child.disconnect()),
    },
    kill: () => void child.kill('SIGKILL'),
    died,
  };
}

function ignoreSendError(): void {
  // Told by `died`.
}
