import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startHost } from './startHost.mjs';
import { writeBenchStudy } from './writeBenchStudy.mjs';

const RECORD_TOLD_WITHIN_MS = 10_000;

/** Runs `measure` with a data folder of its own that holds the bench study; removes it afterwards. */
export async function withDataDir(kind, measure) {
  const dataDir = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  try {
    return await measure(dataDir, writeBenchStudy(dataDir, kind));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A port of loopback that nobody listens at. */
export function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What an ack brought. @throws Error with the host's words */
export function expectOk(ack) {
  if (!ack.ok) throw new Error(ack.error.message);
  return ack;
}

/** A host with an open session of the bench study and seats in it. `close` ends all of it, whatever its state. */
export async function openLab(parts, { dataDir, study, port, seats }) {
  const host = await startHost({ dataDir, port });
  let operator = null;
  try {
    operator = await parts.openConsole(host);
    expectOk(await operator.request('session:create', { study, seed: 1 }));
    const links = [];
    for (let count = 0; count < seats; count += 1) links.push(expectOk(await operator.request('seat:link', {})).url);
    return {
      host,
      operator,
      links,
      journalFile: join(await findRecord(operator), 'journal.sqlite'),
      start: async () => expectOk(await operator.request('session:start', {})),
      async close() {
        operator.close();
        await host.stop();
      },
    };
  } catch (cause) {
    operator?.close();
    await host.abandon();
    throw cause;
  }
}

/** The folder of the open session's record; the console is told of it a moment after the session was made. */
async function findRecord(operator) {
  const untilMs = performance.now() + RECORD_TOLD_WITHIN_MS;
  while (operator.view().recording === null) {
    if (performance.now() > untilMs) throw new Error('The console was not told where the session is recorded.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return operator.view().recording.folder;
}

export const tokenOf = (link) => new URLSearchParams(new URL(link).hash.slice(1)).get('token');
