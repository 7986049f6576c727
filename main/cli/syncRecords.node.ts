import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SyncTarget, SyncView } from '../../protocol/sync';
import { claimFolder } from '../host/claimFolder.node';
import { readSyncSecrets } from '../host/readSyncSecrets.node';
import { listRecords } from '../host/record/listRecords.node';
import { startSyncWorker, type SyncWorker } from '../host/sync/startSyncWorker.node';
import { CliError } from './CliError';
import { expectOk } from './connectLine.node';
import type { CubiclePaths } from './findPaths.node';

const POLL_EVERY_MS = 100;

/** What is where, as it was when it last changed; also while a host sends. @throws CliError */
export async function readSyncReport(dataDir: string): Promise<SyncView> {
  const file = join(resolve(dataDir), 'sync-report.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null)
    throw new CliError(`No target was ever added in ${resolve(dataDir)}: see cubicle sync add --help.`);
  return JSON.parse(text) as SyncView;
}

/** Adds a target after it was tried. @throws CliError with what is in the way */
export async function addSyncTarget(target: SyncTarget, dataDir: string, paths: CubiclePaths): Promise<void> {
  await claimFolder(resolve(dataDir));
  await withSync(
    dataDir,
    paths,
    () => undefined,
    async (sync) => {
      expectOk(await sync.ask({ do: 'testTarget', target, secret: null }));
      expectOk(await sync.ask({ do: 'keepTarget', target, secret: null, sealed: null }));
    },
  );
}

/** Forgets a target; what is there stays there. @throws CliError when there is none of this name */
export async function removeSyncTarget(name: string, dataDir: string, paths: CubiclePaths): Promise<void> {
  await withSync(
    dataDir,
    paths,
    () => undefined,
    async (sync) => {
      if (!sync.view().targets.some((target) => target.name === name))
        throw new CliError(`There is no target ${name}.`, 2);
      expectOk(await sync.ask({ do: 'removeTarget', name }));
    },
  );
}

/**
 * Sends what is to be sent, until all of it is there or nothing more can be done now.
 * @returns what is where then
 */
export async function syncRecords(
  dataDir: string,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<SyncView> {
  return withSync(dataDir, paths, say, async (sync) => {
    if (sync.view().targets.length === 0) throw new CliError('There is no target yet: see cubicle sync add --help.', 2);
    const records = await listRecords({ root: resolve(dataDir), open: null, workerFile: paths.workerFile });
    sync.showRecords(records.map(({ record, folder, state }) => ({ record, folder, state, liveRows: null })));
    expectOk(await sync.ask({ do: 'syncNow' }));
    while (isBusy(sync.view())) await new Promise((done) => setTimeout(done, POLL_EVERY_MS));
    return sync.view();
  });
}

/** A failed attempt that will be made again in a while is not waited for: a script would hang. */
function isBusy(view: SyncView): boolean {
  return view.targets.some(
    ({ rows, problem, retryAt }) =>
      rows.some(({ phase }) => phase === 'sending') ||
      (problem === null && retryAt === null && rows.some(({ phase }) => phase === 'waiting')),
  );
}

async function withSync<T>(
  dataDir: string,
  paths: CubiclePaths,
  say: (line: string) => void,
  work: (sync: SyncWorker) => Promise<T>,
): Promise<T> {
  const sync = await startSyncWorker({
    dataDir: resolve(dataDir),
    workerFile: join(paths.programsDir, 'sync.cjs'),
    liveRows: () => Promise.resolve(null),
    changed: () => undefined,
    notice: say,
  });
  try {
    expectOk(await sync.ask({ do: 'unlock', secrets: readSyncSecrets(process.env), from: 'kept' }));
    return await work(sync);
  } finally {
    await sync.close();
  }
}
