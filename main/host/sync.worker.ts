import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openSyncDeps } from './openSyncDeps.node';
import { serveSync } from './sync/serveSync.node';
import type { SyncReply, SyncRequest } from './sync/syncMessages';

/** The thread that sends records elsewhere: whatever it waits for, the host does not. */
const port = parentPort;
if (port === null) throw new Error('sync.worker runs as a worker thread only.');
const post = (reply: SyncReply): void => port.postMessage(reply);

try {
  const { dataDir } = z.object({ dataDir: z.string() }).parse(workerData);
  serveSync(
    {
      post,
      onMessage: (listener) => void port.on('message', (request: SyncRequest) => listener(request)),
      close: () => port.close(),
    },
    dataDir,
    openSyncDeps(),
  );
} catch (cause) {
  post({ type: 'notOpened', message: cause instanceof Error ? cause.message : String(cause) });
  port.close();
}
