import { type ChildProcess, spawn } from 'node:child_process';
import type { SyncRecord } from '../../main/host/sync/SyncDeps';
import type { SyncView } from '../../protocol/sync';

export type SyncProcess = {
  /** The newest that it has told. */
  view(): SyncView;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  child: ChildProcess;
  /** All that it has written. */
  said(): string;
};

/** As a host does it: starts the worker, gives it passwords and records, and lets it go on by itself. */
const program = `
const { Worker } = require('node:worker_threads');
const { file, dataDir, records, name } = JSON.parse(process.argv[1]);
const secret = process.env.CUBICLE_SYNC_SECRET;
const worker = new Worker(file, { workerData: { dataDir } });
worker.on('message', (message) => {
  if (message.type === 'opened') {
    if (secret) worker.postMessage({ do: 'unlock', id: 1, secrets: { [name]: secret }, from: 'kept' });
    worker.postMessage({ do: 'showRecords', records });
    worker.postMessage({ do: 'syncNow', id: 2 });
  }
  if (message.type !== 'askRows') process.stdout.write(JSON.stringify(message) + '\\n');
});`;

/** The worker in a process of its own, which can be killed. */
export function startSyncProcess(options: {
  file: string;
  dataDir: string;
  records: readonly SyncRecord[];
  /** Of the target whose password this is. */
  name: string;
  secret: string | null;
}): SyncProcess {
  const { secret, ...given } = options;
  const child = spawn(process.execPath, ['-e', program, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...(secret === null ? {} : { CUBICLE_SYNC_SECRET: secret }) },
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  const lastLine = (text: string): SyncView | null => {
    const lines = text.split('\n').slice(0, -1);
    const found = lines.filter((line) => line.startsWith('{"type":"view"')).at(-1);
    return found === undefined ? null : (JSON.parse(found) as { view: SyncView }).view;
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  return {
    child,
    view: () => lastLine(said) ?? { targets: [] },
    said: () => said,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
