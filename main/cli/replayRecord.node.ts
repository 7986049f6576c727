import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createHost } from '../host/createHost.node';
import type { CubiclePaths } from './findPaths.node';
import { openHelpers } from './openHelpers.node';
import { expectRecord } from './expectRecord.node';
import { waitForSignal } from './waitForSignal.node';

/**
 * Shows a record, wherever it lies, in the console of a host of its own, until it is asked to stop by a signal. Nothing is
 * written to the record or beside it. `homeDir`: the data folder whose trusted studies and packages count.
 * @throws CliError when the folder is no record
 */
export async function replayRecord(
  path: string,
  homeDir: string,
  port: number | undefined,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<void> {
  const folder = resolve(path);
  await expectRecord(folder);
  const record = join(basename(dirname(folder)), basename(folder));
  const stopped = waitForSignal();
  const dataDir = await mkdtemp(join(tmpdir(), 'cubicle-replay-'));
  const helpers = openHelpers(paths);
  try {
    const host = await createHost({
      ...paths,
      dataDir,
      homeDir,
      port: port ?? null,
      helpers,
      pace: 'realtime',
      resume: false,
      replay: { record, folder },
      operatorToken: null,
      seed: null,
      log: () => undefined,
    });
    try {
      const url = new URL(host.consoleUrl);
      url.searchParams.set('replay', record);
      say(`Open this address in a browser on this machine:\n\n  ${url.href}\n`);
      say('Press Ctrl+C to stop.');
      await stopped;
    } finally {
      await host.close();
    }
  } finally {
    helpers.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
