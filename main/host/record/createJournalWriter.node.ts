import { headAfter, insertRows, syncRows, type WalledRow } from './insertRows.node';
import type { JournalTrouble } from './Journal';
import { type Head, type OpenedJournal, readHead } from './openJournalFile.node';
import type { DiskState } from './probeDisk.node';
import { RecordError } from './RecordError';
import type { Append } from './recordMessages';

export type JournalWriterDeps = {
  journal: OpenedJournal;
  /** Asks the disk directly whether so many bytes can be written. */
  probe(bytes: number): DiskState;
  /** A moment, milliseconds since 1970, as ISO 8601 with offset. */
  wallOf(wallMs: number): string;
  /** Monotonic. */
  nowMs(): number;
  /** Called once for every append: written (`error` null) or refused. */
  onSettled(tickets: number[], error: RecordError | null, head: Head): void;
  onTrouble(trouble: JournalTrouble): void;
};

/**
 * The one place that writes to a journal. Group commit: what comes while the disk is busy shares the next commit. What somebody
 * waits for is synced before he is told; the rest is written at once and synced a little later, so that a killed process loses
 * less of it than a power cut, and a slow disk is not asked for more than it can do.
 */
export type JournalWriter = {
  append(rows: Append): void;
  /** Writes all that waits, if the disk takes it. */
  flush(): void;
  /** Last attempt to write, then refuses what could not be written. */
  end(): void;
};

type Entry = { ticket: number; rows: WalledRow[]; durable: boolean };
type State =
  | { phase: 'open' }
  | { phase: 'full' }
  /** A commit failed and nobody knows what of it is on disk. */
  | { phase: 'doubt'; batch: Entry[]; from: Head; to: Head; sinceMs: number }
  | { phase: 'dead' };

const commitWithinMs = 20;
const syncWithinMs = 100;
const retryEveryMs = 250;
const doubtAtMostMs = 5000;

export function createJournalWriter(deps: JournalWriterDeps): JournalWriter {
  let head = deps.journal.head();
  let queue: Entry[] = [];
  let state: State = { phase: 'open' };
  let timer: NodeJS.Timeout | null = null;
  let immediate: NodeJS.Immediate | null = null;
  /** Set while rows are written that are not synced. */
  let syncing: NodeJS.Timeout | null = null;
  let recovering = false;

  const tickets = (entries: Entry[]): number[] => entries.map((entry) => entry.ticket);
  const settle = (entries: Entry[], error: RecordError | null): void => {
    if (entries.length > 0) deps.onSettled(tickets(entries), error, head);
  };
  const later = (delayMs: number): void => {
    timer ??= setTimeout(() => {
      timer = null;
      go();
    }, delayMs);
  };

  /** Whatever the state asks for next. */
  function go(): void {
    if (state.phase === 'doubt') return clearDoubt(state);
    if (state.phase === 'full') return retryWhenRoom();
    if (state.phase === 'open') writeAll();
  }

  function writeAll(mustSync = false): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (queue.length === 0) return;
    const batch = queue;
    queue = [];
    const rows = batch.flatMap((entry) => entry.rows);
    const synced = mustSync || batch.some((entry) => entry.durable);
    try {
      head = insertRows(deps.journal.driver(), head, rows, synced);
    } catch (cause) {
      return afterFailure(batch, rows, cause);
    }
    if (synced) forgetUnsynced();
    else syncing ??= setTimeout(sync, syncWithinMs);
    settle(batch, null);
    tellRecovered();
  }

  function forgetUnsynced(): void {
    if (syncing !== null) clearTimeout(syncing);
    syncing = null;
  }

  /** What waits is written along with it: one sync for both. */
  function sync(): void {
    forgetUnsynced();
    if (state.phase !== 'open') return;
    if (queue.length > 0) return writeAll(true);
    try {
      syncRows(deps.journal.driver());
    } catch (cause) {
      afterFailure([], [], cause);
    }
  }

  function afterFailure(batch: Entry[], rows: WalledRow[], cause: unknown): void {
    const to = headAfter(head, rows);
    const bytes = rows.reduce((sum, row) => sum + row.body.length, 0);
    const disk = deps.probe(2 ** 20 + 2 * bytes);
    if (disk.state === 'full' && isRolledBack()) {
      // The trouble first: who hears the refusal then knows already that it will pass.
      if (!recovering) deps.onTrouble({ kind: 'full', message: fullInWords(deps.journal.file) });
      recovering = true;
      state = { phase: 'full' };
      refuseDurable(batch, 'record/diskFull', 'The disk is full.');
      return later(retryEveryMs);
    }
    const why = disk.state === 'failing' ? disk.message : cause instanceof Error ? cause.message : String(cause);
    deps.onTrouble({
      kind: 'failed',
      message: `Writing to ${deps.journal.file} failed: ${why}. Looking at what is on disk.`,
    });
    recovering = true;
    state = { phase: 'doubt', batch, from: head, to, sinceMs: deps.nowMs() };
    clearDoubt(state);
  }

  /** On this connection the failed transaction is surely gone: space is all that was missing. */
  function isRolledBack(): boolean {
    try {
      const driver = deps.journal.driver();
      if (driver.inTransaction) driver.exec('ROLLBACK');
      return readHead(driver).hash === head.hash;
    } catch {
      return false;
    }
  }

  function retryWhenRoom(): void {
    const waiting = queue.reduce((sum, { rows }) => sum + rows.reduce((size, row) => size + row.body.length, 0), 0);
    if (deps.probe(2 ** 20 + 2 * waiting).state === 'full') return later(retryEveryMs);
    state = { phase: 'open' };
    sync();
    tellRecovered();
  }

  /**
   * After a failed sync the same connection may not simply write again: pages that never reached the disk would pass for
   * written. The journal is opened anew, and what is in it decides what the waiting callers hear.
   */
  function clearDoubt(doubt: Extract<State, { phase: 'doubt' }>): void {
    let found: Head;
    try {
      found = deps.journal.reopen();
    } catch (cause) {
      if (deps.nowMs() - doubt.sinceMs < doubtAtMostMs) return later(retryEveryMs);
      return die(doubt.batch, cause instanceof Error ? cause.message : String(cause));
    }
    if (found.hash !== doubt.from.hash && found.hash !== doubt.to.hash) {
      return die(doubt.batch, `its last row is ${found.seq}, not ${doubt.from.seq} or ${doubt.to.seq} as expected`);
    }
    head = found;
    // Opening it anew has synced all that is in it.
    forgetUnsynced();
    state = { phase: 'open' };
    if (found.hash === doubt.to.hash) settle(doubt.batch, null);
    else refuseDurable(doubt.batch, 'record/failed', 'Writing failed.');
    if (queue.length > 0) writeAll();
    tellRecovered();
  }

  /** Who asked for certainty hears no; what was only accepted goes back in front of the line. */
  function refuseDurable(batch: Entry[], code: 'record/diskFull' | 'record/failed', words: string): void {
    queue = [...batch.filter((entry) => !entry.durable), ...queue];
    settle(
      batch.filter((entry) => entry.durable),
      new RecordError(code, words),
    );
  }

  function die(batch: Entry[], why: string): void {
    const message = `The journal ${deps.journal.file} can no longer be written: ${why}. Take the session up again to go on in the same record.`;
    state = { phase: 'dead' };
    deps.onTrouble({ kind: 'dead', message });
    settle([...batch, ...queue], new RecordError('record/closed', message));
    queue = [];
  }

  function tellRecovered(): void {
    if (!recovering || state.phase !== 'open') return;
    recovering = false;
    deps.onTrouble({
      kind: 'recovered',
      message: 'The record is being written again. Nothing that was confirmed is missing.',
    });
  }

  return {
    append: ({ ticket, rows, durable, wallMs }) => {
      const wall = deps.wallOf(wallMs);
      const entry: Entry = { ticket, rows: rows.map((row) => ({ ...row, wall })), durable };
      if (state.phase === 'dead') {
        return settle([entry], new RecordError('record/closed', 'The journal can no longer be written.'));
      }
      if (state.phase === 'full' && durable)
        return settle([entry], new RecordError('record/diskFull', 'The disk is full.'));
      queue.push(entry);
      if (state.phase !== 'open') return;
      if (!durable) return later(commitWithinMs);
      // Not at once: all that has already arrived at this thread comes into the same commit.
      immediate ??= setImmediate(() => {
        immediate = null;
        go();
      });
    },
    flush: () => {
      if (state.phase === 'open') writeAll();
    },
    end: () => {
      if (immediate !== null) clearImmediate(immediate);
      go();
      if (timer !== null) clearTimeout(timer);
      // Closing the file syncs it.
      forgetUnsynced();
      const left = state.phase === 'doubt' ? [...state.batch, ...queue] : queue;
      queue = [];
      state = { phase: 'dead' };
      settle(left, new RecordError('record/closed', 'The journal was closed before this could be written.'));
    },
  };
}

const fullInWords = (file: string): string =>
  `The disk that holds ${file} is full. Free some space there: play goes on by itself. Nothing that was confirmed is lost.`;
