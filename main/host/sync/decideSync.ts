import type { SyncProblem } from '../../../protocol/sync';
import type { FailureKind } from './SendError';
import type { Parcel, SyncState } from './SyncState';

export type SyncEvent =
  /** A record as it is on this disk now. `everyMs`: how often a running one may be sent; 0: not at all. */
  | { type: 'recordSeen'; record: string; version: string; running: boolean; everyMs: number; atMs: number }
  | { type: 'recordGone'; record: string }
  | { type: 'sendBegun'; record: string }
  | { type: 'sendMoved'; done: number; of: number }
  /** A copy of a running session is put at this far-end path: whatever becomes of it, a later one takes its place. */
  | { type: 'copyBegun'; path: string }
  | { type: 'sendDone'; atMs: number }
  /** `jitter`: drawn evenly from [0, 1). */
  | {
      type: 'sendFailed';
      kind: FailureKind;
      problem: SyncProblem;
      retryAfterMs: number;
      atMs: number;
      jitter: number;
    }
  /** The operator asked, changed the target or gave its password: whatever was in the way may be gone. */
  | { type: 'triedAgain' }
  /** The process that was sending is gone. */
  | { type: 'restarted' };

const firstWaitMs = 1_000;
const longestWaitMs = 5 * 60_000;
/** What needs a person is looked at again now and then, in case that person forgot to say so. */
const stoppedWaitMs = 10 * 60_000;

/** The next state of one target, and the notice that the operator gets, once, when it needs them. */
export function decideSync(state: SyncState, event: SyncEvent): { state: SyncState; notice: SyncProblem | null } {
  const quiet = (next: SyncState) => ({ state: next, notice: null });
  switch (event.type) {
    case 'recordSeen':
      return quiet(seeRecord(state, event));
    case 'recordGone': {
      const parcel = state.parcels[event.record];
      // What is safely elsewhere stays in the report, also after it was removed here.
      if (!parcel || parcel.phase === 'there' || state.sending === event.record) return quiet(state);
      const { [event.record]: _gone, ...parcels } = state.parcels;
      return quiet({ ...state, parcels });
    }
    case 'sendBegun':
      return quiet({
        ...change(state, event.record, { phase: 'sending', done: 0, problem: null }),
        sending: event.record,
      });
    case 'sendMoved':
      return quiet(change(state, state.sending, { done: event.done, of: event.of }));
    case 'copyBegun': {
      const others = parcelOf(state)?.copies.filter((path) => path !== event.path) ?? [];
      return quiet(change(state, state.sending, { copies: [...others, event.path] }));
    }
    case 'sendDone': {
      const parcel = parcelOf(state);
      const done = change(state, state.sending, {
        phase: 'there',
        verifiedAtMs: event.atMs,
        copies: parcel?.running ? parcel.copies.slice(-1) : [],
        attempts: 0,
        problem: null,
      });
      return quiet({ ...done, sending: null, failures: 0, notBeforeMs: 0, stopped: null });
    }
    case 'sendFailed':
      return fail(state, event);
    case 'triedAgain':
      return quiet(letGo({ ...state, notBeforeMs: 0, failures: 0 }, ['failed']));
    case 'restarted':
      return quiet(letGo({ ...state, sending: null }, ['sending', 'failed']));
  }
}

/** What to do now: send a record, wait, or rest until something happens. */
export function nextSend(state: SyncState, nowMs: number): { send: string } | { waitMs: number } | null {
  if (state.sending !== null) return null;
  const waiting = Object.values(state.parcels)
    .filter(({ phase }) => phase === 'waiting')
    // One that keeps failing must not hold the others up.
    .sort((a, b) => a.attempts - b.attempts || (a.record < b.record ? -1 : 1));
  const first = waiting[0];
  if (first === undefined) return null;
  // A clock that was set back must not make the wait longer than it ever is.
  const waitMs = Math.min(state.notBeforeMs - nowMs, stoppedWaitMs);
  return waitMs > 0 ? { waitMs } : { send: first.record };
}

function seeRecord(state: SyncState, event: Extract<SyncEvent, { type: 'recordSeen' }>): SyncState {
  const { record, version, running } = event;
  const before = state.parcels[record];
  if (state.sending === record) return state;
  if (running && event.everyMs === 0) return state;
  if (before !== undefined && before.version === version && before.running === running) return state;
  // A whole record does not change any more; what is there stays as it is.
  if (before?.phase === 'there' && !before.running) return state;
  const isTooSoon =
    running &&
    before !== undefined &&
    before.verifiedAtMs !== null &&
    Math.abs(event.atMs - before.verifiedAtMs) < event.everyMs;
  if (isTooSoon) return state;
  const fresh: Parcel = {
    record,
    running,
    version,
    name: before?.name ?? record,
    phase: 'waiting',
    done: 0,
    of: 0,
    verifiedAtMs: before?.verifiedAtMs ?? null,
    copies: before?.copies ?? [],
    attempts: before?.attempts ?? 0,
    problem: null,
  };
  return { ...state, parcels: { ...state.parcels, [record]: fresh } };
}

function fail(
  state: SyncState,
  event: Extract<SyncEvent, { type: 'sendFailed' }>,
): { state: SyncState; notice: SyncProblem | null } {
  const parcel = parcelOf(state);
  if (parcel === undefined) return { state, notice: null };
  const { kind, problem, atMs } = event;
  const attempts = parcel.attempts + 1;
  const idle = { ...state, sending: null };
  const mark = (more: Partial<Parcel>) => change(idle, parcel.record, { attempts, problem, ...more });
  switch (kind) {
    case 'record':
      return { state: mark({ phase: 'failed' }), notice: problem };
    case 'conflict':
      return {
        // At once would be a storm at a far end where every name is taken.
        state: {
          ...mark({ phase: 'waiting', name: nextName(parcel.record, parcel.name), copies: [] }),
          notBeforeMs: atMs + backoffMs(attempts, event.jitter),
        },
        notice: problem,
      };
    case 'stop': {
      const isNew = state.stopped?.code !== problem.code;
      return {
        state: { ...mark({ phase: 'waiting' }), stopped: problem, notBeforeMs: atMs + stoppedWaitMs },
        notice: isNew ? problem : null,
      };
    }
    case 'passing': {
      const failures = state.failures + 1;
      const waitMs = Math.max(backoffMs(failures, event.jitter), Math.min(event.retryAfterMs, longestWaitMs));
      return {
        state: { ...mark({ phase: 'waiting' }), failures, stopped: null, notBeforeMs: atMs + waitMs },
        notice: null,
      };
    }
  }
}

/** 1 s, 2 s, 4 s … 5 min, each up to half as long again, so that many hosts do not come back together. */
function backoffMs(failures: number, jitter: number): number {
  const baseMs = firstWaitMs * 2 ** Math.min(failures - 1, 20);
  return Math.min(longestWaitMs, Math.round(baseMs * (1 + jitter / 2)));
}

/** `volley/2026-03-01_0900_K7PQ` → `…_K7PQ_copy2` → `…_copy3`. */
function nextName(record: string, name: string): string {
  const [, number] = /_copy(\d+)$/.exec(name.slice(record.length)) ?? [];
  return `${record}_copy${number === undefined ? 2 : Number(number) + 1}`;
}

function letGo(state: SyncState, phases: readonly Parcel['phase'][]): SyncState {
  const parcels = Object.fromEntries(
    Object.entries(state.parcels).map(([record, parcel]) => [
      record,
      phases.includes(parcel.phase) && record !== state.sending
        ? { ...parcel, phase: 'waiting' as const, attempts: 0 }
        : parcel,
    ]),
  );
  return { ...state, parcels };
}

const parcelOf = ({ sending, parcels }: SyncState): Parcel | undefined =>
  sending === null ? undefined : parcels[sending];

function change(state: SyncState, record: string | null, more: Partial<Parcel>): SyncState {
  const parcel = record === null ? undefined : state.parcels[record];
  if (parcel === undefined) return state;
  return { ...state, parcels: { ...state.parcels, [parcel.record]: { ...parcel, ...more } } };
}
