import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ack } from '../../protocol/message';
import type { Vault } from '../../protocol/process';
import type { SyncView } from '../../protocol/sync';
import type { RecordRow } from '../../protocol/view';
import { readSyncSecrets } from './readSyncSecrets.node';
import type { JournalFile } from './record/openJournal.node';
import type { ConsoleRequest } from './stations/ConsoleDeps';
import type { SyncRecord } from './sync/SyncDeps';
import { startSyncWorker, type SyncWorker } from './sync/startSyncWorker.node';

export type SyncDeskDeps = {
  dataDir: string;
  /** Path of the bundled sync worker. */
  workerFile: string;
  /** null: passwords are not kept. */
  vault: Vault | null;
  records(): RecordRow[];
  /** The journal that this host writes just now, with its record's folder. */
  live(): { folder: string; journal: JournalFile } | null;
  show(view: SyncView): void;
  log(line: string): void;
};

export type SyncRequest = Extract<ConsoleRequest, { type: `sync:${string}` }>;

/** Copies of the records elsewhere. Its worker is started when there is a target, and not before. */
export type SyncDesk = {
  start(): void;
  recordsChanged(): void;
  answer(request: SyncRequest): Promise<Ack<object>>;
  /** What is where, as far as is known. */
  view(): Promise<SyncView>;
  close(): Promise<void>;
};

const LOOK_EVERY_MS = 10_000;

export function createSyncDesk(deps: SyncDeskDeps): SyncDesk {
  let worker: Promise<SyncWorker> | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function open(): Promise<SyncWorker> {
    const started = await startSyncWorker({
      dataDir: deps.dataDir,
      workerFile: deps.workerFile,
      liveRows: async (record, afterSeq, limit) => {
        const live = deps.live();
        if (live === null || live.folder !== deps.records().find((row) => row.record === record)?.folder) return null;
        return live.journal.rawRows(afterSeq, limit);
      },
      changed: deps.show,
      notice: deps.log,
    });
    const secrets = { ...(await openSealed(started.sealed)), ...readSyncSecrets(process.env) };
    if (Object.keys(secrets).length > 0) await started.ask({ do: 'unlock', secrets, from: 'kept' });
    showRecords(started);
    timer = setInterval(() => {
      if (deps.live() !== null) showRecords(started);
    }, LOOK_EVERY_MS);
    return started;
  }

  async function openSealed(sealed: Record<string, string>): Promise<Record<string, string>> {
    const opened: Record<string, string> = {};
    for (const [name, text] of Object.entries(sealed)) {
      const secret = (await deps.vault?.unseal(text)) ?? null;
      if (secret !== null) opened[name] = secret;
    }
    return opened;
  }

  const seal = async (secret: string): Promise<string | null> => (await deps.vault?.seal(secret)) ?? null;

  function running(): Promise<SyncWorker> {
    worker ??= open().catch((cause: unknown) => {
      worker = null;
      throw cause;
    });
    return worker;
  }

  function showRecords(started: SyncWorker): void {
    const live = deps.live();
    started.showRecords(
      deps.records().map(
        ({ record, folder, state }): SyncRecord => ({
          record,
          folder,
          state,
          liveRows: live?.folder === folder ? live.journal.stats().rows : null,
        }),
      ),
    );
  }

  async function view(): Promise<SyncView> {
    const started = worker === null ? null : await worker;
    return started?.view() ?? { targets: [] };
  }

  async function ask({ type, payload }: SyncRequest): Promise<Ack<object>> {
    if (type === 'sync:show') return { ok: true, ...{ sync: await view() } };
    const started = await running();
    switch (type) {
      case 'sync:keep':
        return started.ask({
          do: 'keepTarget',
          ...payload,
          sealed: payload.secret === null ? null : await seal(payload.secret),
        });
      case 'sync:remove':
        return started.ask({ do: 'removeTarget', name: payload.name });
      case 'sync:test':
        return started.ask({ do: 'testTarget', ...payload });
      case 'sync:unlock':
        return started.ask({ do: 'unlock', secrets: { [payload.name]: payload.secret }, from: 'session' });
      case 'sync:now':
        showRecords(started);
        return started.ask({ do: 'syncNow' });
    }
  }

  return {
    start() {
      if (!existsSync(join(deps.dataDir, 'sync.sqlite'))) return;
      running().catch((cause: unknown) => deps.log(`sync: ${wordsOf(cause)}`));
    },
    recordsChanged: () => void worker?.then(showRecords, () => undefined),
    answer: (request) =>
      ask(request).catch((cause: unknown) => ({
        ok: false,
        error: { code: 'sync/notStarted', message: `Syncing could not be started: ${wordsOf(cause)}` },
      })),
    view: () => view().catch(() => ({ targets: [] })),
    async close() {
      if (timer) clearInterval(timer);
      await worker?.then((started) => started.close()).catch(() => undefined);
    },
  };
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
