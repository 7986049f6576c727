import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Ack } from '../../../protocol/message';
import type { SyncSecretState, SyncTarget, SyncView } from '../../../protocol/sync';
import { type Courier, createCourier } from './createCourier.node';
import { dropCopy, makeOutgoing } from './makeOutgoing.node';
import { type KeptTarget, openOutbox } from './openOutbox.node';
import { needsSecret, openTarget } from './openTarget.node';
import { SendError } from './SendError';
import type { SyncDeps, SyncRecord } from './SyncDeps';
import type { SyncQuestion, SyncReply, SyncRequest } from './syncMessages';
import type { OutgoingRow } from './Target';

/** Thread or process: the far side of the host. */
export type SyncPort = {
  post(reply: SyncReply): void;
  onMessage(listener: (request: SyncRequest) => void): void;
  close(): void;
};

const TELL_EVERY_MS = 200;
/** Running sessions have grown by then. */
const LOOK_EVERY_MS = 10_000;

/** Sends the records of one data folder to its targets, until it is told to close. */
export function serveSync(port: SyncPort, dataDir: string, deps: SyncDeps): void {
  const ownFolder = join(dataDir, '.sync');
  const reportFile = join(dataDir, 'sync-report.json');
  const outbox = openOutbox(join(dataDir, 'sync.sqlite'), deps);
  const couriers = new Map<string, Courier>();
  const secrets = new Map<string, { secret: string; state: SyncSecretState }>();
  const asked = new Map<number, (rows: OutgoingRow[] | null) => void>();
  /** Null until the host has told them: none is no reason to forget what was to be sent. */
  let records: SyncRecord[] | null = null;
  let lastRowsId = 0;
  let tellTimer: NodeJS.Timeout | null = null;
  // Copies that a killed process left. Those of running sessions are made anew; they are caches.
  rmSync(ownFolder, { recursive: true, force: true });

  function liveRows(record: string, afterSeq: number, limit: number): Promise<OutgoingRow[] | null> {
    const rowsId = ++lastRowsId;
    return new Promise((resolve) => {
      asked.set(rowsId, resolve);
      port.post({ type: 'askRows', rowsId, record, afterSeq, limit });
    });
  }

  function start({ target, sealed, state }: KeptTarget): void {
    const { name, settings } = target;
    const given = secrets.get(name);
    const needs = needsSecret(settings);
    const workFolder = join(ownFolder, name);
    const courier = createCourier({
      target,
      state,
      secret: !needs ? 'none' : given === undefined ? 'missing' : sealed === null ? given.state : 'kept',
      openTarget: needs && given === undefined ? null : () => openTarget(settings, given?.secret ?? null),
      makeOutgoing: (record, parcel, copyBegun) =>
        makeOutgoing({ ...deps, liveRows, workFolder, copyBegun }, record, parcel),
      keep: (before, after) => outbox.keepState(name, before, after),
      changed: tell,
      notice: (message) => port.post({ type: 'notice', message }),
    });
    couriers.set(name, courier);
    if (records !== null) courier.showRecords(records);
  }

  /** Of a record that was deleted, nothing stays behind here either. */
  function dropGone(before: readonly SyncRecord[], now: readonly SyncRecord[]): void {
    const still = new Set(now.map(({ record }) => record));
    for (const { record } of before)
      if (!still.has(record)) for (const name of couriers.keys()) dropCopy(join(ownFolder, name), record);
  }

  async function stop(name: string): Promise<void> {
    const courier = couriers.get(name);
    couriers.delete(name);
    await courier?.close();
  }

  async function restart(name: string): Promise<void> {
    await stop(name);
    const kept = outbox.targets().find(({ target }) => target.name === name);
    if (kept) start(kept);
    couriers.get(name)?.tryAgain();
    tell();
  }

  /** A copy inside of what is copied would be no copy, and would be taken for a study. */
  function expectOutside({ settings }: SyncTarget): void {
    if (settings.kind !== 'folder' || relative(dataDir, settings.path).startsWith('..')) return;
    if (isAbsolute(relative(dataDir, settings.path))) return;
    throw new SendError(
      'stop',
      'sync/inside',
      `${settings.path} is inside of ${dataDir}, where the records are. Choose a folder on another disk or machine.`,
    );
  }

  async function test(target: SyncTarget, secret: string | null): Promise<void> {
    const used = secret ?? secrets.get(target.name)?.secret ?? null;
    if (needsSecret(target.settings) && used === null)
      throw new SendError('stop', 'sync/noPassword', 'Type in the password first.');
    const opened = await openTarget(target.settings, used);
    try {
      await opened.test();
    } finally {
      await opened.close().catch(() => undefined);
    }
  }

  async function answer(question: SyncQuestion): Promise<void> {
    switch (question.do) {
      case 'keepTarget': {
        const { target, secret, sealed } = question;
        if (secret !== null) secrets.set(target.name, { secret, state: 'session' });
        const before = outbox.targets().find((one) => one.target.name === target.name);
        expectOutside(target);
        await stop(target.name);
        outbox.keepTarget(target, secret === null ? (before?.sealed ?? null) : sealed);
        return restart(target.name);
      }
      case 'removeTarget':
        await stop(question.name);
        secrets.delete(question.name);
        outbox.removeTarget(question.name);
        return tell();
      case 'testTarget':
        expectOutside(question.target);
        return test(question.target, question.secret);
      case 'unlock':
        for (const [name, secret] of Object.entries(question.secrets)) {
          secrets.set(name, { secret, state: question.from });
          await restart(name);
        }
        return;
      case 'syncNow':
        for (const courier of couriers.values()) courier.tryAgain();
        return;
      case 'close':
        clearInterval(look);
        if (tellTimer) clearTimeout(tellTimer);
        tellNow();
        await Promise.all([...couriers.keys()].map(stop));
        outbox.close();
        rmSync(ownFolder, { recursive: true, force: true });
    }
  }

  function view(): SyncView {
    return {
      targets: [...couriers.values()].map((courier) => courier.view()).sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  }

  /** For `cubicle sync --report`, which cannot ask a host that runs. */
  function writeReport(shown: SyncView): void {
    try {
      writeFileSync(`${reportFile}.new`, `${JSON.stringify(shown, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${reportFile}.new`, reportFile);
    } catch {
      // A full disk: the outbox itself says what is where.
    }
  }

  function tell(): void {
    tellTimer ??= setTimeout(tellNow, TELL_EVERY_MS);
  }

  function tellNow(): void {
    if (tellTimer) clearTimeout(tellTimer);
    tellTimer = null;
    const shown = view();
    writeReport(shown);
    port.post({ type: 'view', view: shown });
  }

  const look = setInterval(() => {
    if (records === null) return;
    for (const courier of couriers.values()) courier.showRecords(records);
  }, LOOK_EVERY_MS);

  port.onMessage((request) => {
    if (request.do === 'giveRows') {
      asked.get(request.rowsId)?.(request.rows);
      asked.delete(request.rowsId);
    } else if (request.do === 'showRecords') {
      dropGone(records ?? [], request.records);
      records = request.records;
      for (const courier of couriers.values()) courier.showRecords(request.records);
    } else {
      const { id } = request;
      void answer(request)
        .then((): Ack<object> => ({ ok: true }), refuse)
        .then((ack) => {
          // Who is answered has seen what came of it.
          if (request.do !== 'close') tellNow();
          port.post({ type: 'answer', id, ack });
          if (request.do === 'close') port.close();
        });
    }
  });

  if (!existsSync(ownFolder)) mkdirSync(ownFolder, { recursive: true, mode: 0o700 });
  const kept = outbox.targets();
  for (const one of kept) start(one);
  const sealed = Object.fromEntries(
    kept.flatMap((one) => (one.sealed === null ? [] : [[one.target.name, one.sealed]])),
  );
  port.post({ type: 'opened', sealed });
  tellNow();
}

function refuse(cause: unknown): Ack<object> {
  const code = cause instanceof SendError ? cause.code : 'sync/failed';
  return { ok: false, error: { code, message: cause instanceof Error ? cause.message : String(cause) } };
}
