import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { SendError } from './SendError';

/** The connections to one far end: cut when nothing moves on them, and when it is to end. */
export type Line = {
  http: HttpAgent;
  https: HttpsAgent;
  /** Runs requests over it; `moved` says that something has moved. Rejects when nothing does for too long. */
  watch<T>(run: (moved: () => void) => Promise<T>): Promise<T>;
  close(): void;
};

/** Long enough for a slow disk array to wake up. */
const STALL_MS = 60_000;

export function createLine(stallMs = STALL_MS): Line {
  const http = new HttpAgent({ keepAlive: false });
  const https = new HttpsAgent({ keepAlive: false });
  let closed = false;
  const cut = (): void => {
    http.destroy();
    https.destroy();
  };
  return {
    http,
    https,
    async watch(run) {
      if (closed) throw new SendError('passing', 'sync/closed', 'It was broken off.');
      let stalled = false;
      const timer = setTimeout(() => {
        stalled = true;
        cut();
      }, stallMs);
      try {
        return await run(() => void timer.refresh());
      } catch (cause) {
        if (!stalled) throw cause;
        const seconds = Math.round(stallMs / 1000);
        throw new SendError('passing', 'sync/stalled', `Nothing moved for ${seconds} s. It is tried again.`);
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      closed = true;
      cut();
    },
  };
}

/** A file as a stream that says how far it was read. */
export function readCounted(file: string, moved: (bytes: number) => void): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) {
      moved((bytes += (piece as Buffer).length));
      yield piece as Buffer;
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}
