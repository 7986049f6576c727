import type { SyncSecretState, SyncTarget, SyncTargetView } from '../../../protocol/sync';
import { decideSync, nextSend, type SyncEvent } from './decideSync';
import { SendError } from './SendError';
import type { SyncRecord } from './SyncDeps';
import type { Parcel, SyncState } from './SyncState';
import type { Outgoing, Target } from './Target';
import { viewSync } from './viewSync';

export type CourierDeps = {
  target: SyncTarget;
  state: SyncState;
  secret: SyncSecretState;
  /** Null while the password is missing. Opened at each send, so that libraries and connections are there only while used. */
  openTarget: (() => Promise<Target>) | null;
  makeOutgoing(
    record: SyncRecord,
    parcel: Parcel,
    copyBegun: (path: string) => void,
  ): { outgoing: Outgoing; drop(): void };
  /** Makes a change durable. */
  keep(before: SyncState, after: SyncState): void;
  changed(): void;
  notice(message: string): void;
};

/** Brings records to one target, one at a time, and again until they are there. */
export type Courier = {
  showRecords(records: readonly SyncRecord[]): void;
  tryAgain(): void;
  view(): SyncTargetView;
  /** Nothing is on its way and nothing waits, or it waits for more than a moment. */
  isIdle(): boolean;
  /** Breaks off what is on its way; it is taken up again where it was. */
  close(): Promise<void>;
};

const canBeSent: readonly SyncRecord['state'][] = ['ended', 'interrupted', 'running'];
/** What moved is shown this often at most. */
const SHOW_EVERY_MS = 250;

export function createCourier(deps: CourierDeps): Courier {
  const { target } = deps;
  let kept = deps.state;
  let state = decideSync(kept, { type: 'restarted' }).state;
  let records = new Map<string, SyncRecord>();
  let timer: NodeJS.Timeout | null = null;
  let underWay: Promise<void> | null = null;
  let there: Target | null = null;
  let closing = false;
  let shownMs = 0;

  function happen(event: SyncEvent): void {
    const decided = decideSync(state, event);
    if (decided.state === state) return;
    state = decided.state;
    if (event.type === 'sendMoved') {
      if (Date.now() - shownMs < SHOW_EVERY_MS) return;
    } else {
      deps.keep(kept, state);
      kept = state;
    }
    shownMs = Date.now();
    if (decided.notice) deps.notice(`Sync to ${target.name}: ${decided.notice.message}`);
    deps.changed();
  }

  function goOn(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (closing || underWay !== null || deps.openTarget === null) return;
    const next = nextSend(state, Date.now());
    if (next === null) return;
    if ('waitMs' in next) {
      timer = setTimeout(goOn, next.waitMs);
      return;
    }
    const record = records.get(next.send);
    const parcel = state.parcels[next.send];
    // Kept from an earlier start; the list of records has not come yet, or it is gone from this disk.
    if (record === undefined || parcel === undefined) return;
    happen({ type: 'sendBegun', record: record.record });
    underWay = send(record, parcel, deps.openTarget).finally(() => {
      underWay = null;
      see([...records.values()]);
      goOn();
    });
  }

  async function send(record: SyncRecord, parcel: Parcel, open: () => Promise<Target>): Promise<void> {
    const { outgoing, drop } = deps.makeOutgoing(record, parcel, (path) => happen({ type: 'copyBegun', path }));
    try {
      there = await open();
      if (closing) throw new SendError('passing', 'sync/closing', 'Cubicle is closing.');
      await there.send(outgoing, (done, of) => happen({ type: 'sendMoved', done, of }));
      happen({ type: 'sendDone', atMs: Date.now() });
    } catch (cause) {
      if (closing) return happen({ type: 'restarted' });
      const { kind, code, message, retryAfterMs } = asSendError(cause);
      const jitter = Math.random();
      happen({ type: 'sendFailed', kind, problem: { code, message }, retryAfterMs, atMs: Date.now(), jitter });
    } finally {
      drop();
      await there?.close().catch(() => undefined);
      there = null;
    }
  }

  function see(seen: readonly SyncRecord[]): void {
    records = new Map(seen.map((record) => [record.record, record]));
    const everyMs = target.runningEveryMin * 60_000;
    for (const one of seen) {
      const { record, state: stands, liveRows } = one;
      const running = !isWhole(one);
      const version = running ? `rows ${liveRows ?? 'as interrupted'}` : 'whole';
      // Damaged, of a newer version, encrypted: its page of Records says so.
      if (!canBeSent.includes(stands)) continue;
      // Written by another process: only that one can copy it.
      if (stands === 'running' && liveRows === null) continue;
      happen({ type: 'recordSeen', record, version, running, everyMs, atMs: Date.now() });
    }
    for (const record of Object.keys(state.parcels)) if (!records.has(record)) happen({ type: 'recordGone', record });
  }

  deps.keep(kept, state);
  kept = state;
  return {
    showRecords(seen) {
      see(seen);
      goOn();
    },
    tryAgain() {
      happen({ type: 'triedAgain' });
      goOn();
    },
    view: () => viewSync(target, state, deps.secret, (wallMs) => new Date(wallMs).toISOString()),
    isIdle: () => underWay === null && (deps.openTarget === null || !isDue()),
    async close() {
      closing = true;
      if (timer) clearTimeout(timer);
      await there?.close().catch(() => undefined);
      await underWay;
    },
  };

  function isDue(): boolean {
    const next = nextSend(state, Date.now());
    return next !== null && (!('send' in next) || records.has(next.send));
  }
}

/** A session that has ended still gets rows until it is put away: a payment that is changed, what the operator does. */
const isWhole = ({ state, liveRows }: SyncRecord): boolean => state === 'ended' && liveRows === null;

function asSendError(cause: unknown): SendError {
  if (cause instanceof SendError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SendError('passing', 'sync/failed', `It did not work: ${why}. It is tried again.`);
}
