import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { RecordError } from './RecordError';

/** Names a process, so that others can find out later whether it still runs. */
export const processMark = z.object({ pid: z.number().int(), born: z.string().nullable() });
type ProcessMark = z.infer<typeof processMark>;
const owner = processMark.extend({ token: z.string() });
type Owner = z.infer<typeof owner>;

/** Tells one taking of a lock from every other, also from those of the same process. */
export const newLockToken = (): string => randomBytes(8).toString('hex');

const lockFileOf = (journalFile: string): string => `${journalFile}.owner`;

/**
 * Makes this process the one owner of a journal, by a file beside it that names the process. The file of a process that
 * is gone (killed, or from before a restart of the machine) is taken over.
 * @param patienceMs how long to wait for an owner that may just be dying: killed in the middle of a sync it takes a moment. Blocks
 * @param token of this taking, for `dropLock`
 * @returns the way to give it back
 * @throws RecordError `record/inUse` when a living process has it
 */
export function takeJournalLock(journalFile: string, patienceMs: number, token = newLockToken()): () => void {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const taken = tryToTake(journalFile, token);
    if (!(taken instanceof RecordError)) return taken;
    if (performance.now() >= untilMs) throw taken;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
}

/** One attempt: the way to give it back, or the refusal. */
function tryToTake(journalFile: string, token: string): (() => void) | RecordError {
  const file = lockFileOf(journalFile);
  const mine: Owner = { ...markThisProcess(), token };
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      writeFileSync(file, `${JSON.stringify(mine)}\n`, { flag: 'wx', mode: 0o600 });
      return () => dropLock(journalFile, new Set([token]));
    } catch (cause) {
      if (!hasCode(cause, 'EEXIST')) throw cause;
    }
    const other = readOwner(file);
    if (isLiving(other)) return inUse(journalFile, other.pid);
    setAside(file, other, token, journalFile);
  }
  return new RecordError('record/inUse', `${basename(journalFile)} changes hands all the time. Try again.`);
}

/**
 * Gives back a lock for whoever took it and can no longer do so: a thread that died in a process that lives on. One that was
 * taken under none of these tokens stays, whoever has it.
 */
export function dropLock(journalFile: string, tokens: ReadonlySet<string>): void {
  const file = lockFileOf(journalFile);
  const held = readOwner(file);
  if (held !== null && tokens.has(held.token)) rmSync(file, { force: true });
}

/** Whether a living process owns the journal. Never opens the journal itself. */
export function isJournalOwned(journalFile: string): boolean {
  return isLiving(readOwner(lockFileOf(journalFile)));
}

/** @throws RecordError `record/inUse` when a living process owns the journal */
export function refuseWritten(journalFile: string): void {
  const other = readOwner(lockFileOf(journalFile));
  if (isLiving(other)) throw inUse(journalFile, other.pid);
}

/** Renaming is the one step that only one of several starters can win; whoever moved a living owner's file puts it back. */
function setAside(file: string, stale: Owner | null, token: string, journalFile: string): void {
  const aside = `${file}.${token}`;
  try {
    renameSync(file, aside);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return;
    throw cause;
  }
  const moved = readOwner(aside);
  if (moved !== null && moved.token !== stale?.token) {
    renameSync(aside, file);
    throw inUse(journalFile, moved.pid);
  }
  rmSync(aside, { force: true });
}

function readOwner(file: string): Owner | null {
  try {
    return owner.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

const isLiving = (other: Owner | null): other is Owner => other !== null && isAlive(other);

/** How others find this process. */
export const markThisProcess = (): ProcessMark => ({ pid: process.pid, born: bornOf(process.pid) });

/** Whether the process still runs. On another machine than its own that cannot be told. */
export function isAlive({ pid, born }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // EPERM: it lives, and is somebody else's.
    if (!hasCode(cause, 'EPERM')) return false;
  }
  return born === null || bornOf(pid) === born;
}

/**
 * Tells a process from a later one with the same number: boot and start time, where the system shows them (Linux). Null also
 * for one that has died and only waits for its parent to take notice.
 */
function bornOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field is a name in brackets that may hold anything. After it: state, …, number of threads, …, start time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [state, threads, start] = [fields[0], Number(fields[17]), fields[19]];
    if (state === 'X' || (state === 'Z' && threads <= 1)) return null;
    return `${boot}/${start}`;
  } catch {
    return null;
  }
}

const inUse = (journalFile: string, pid: number): RecordError =>
  new RecordError(
    'record/inUse',
    `Another Cubicle (process ${pid}) is writing to this record. Close it there first. If none is running, delete ${lockFileOf(journalFile)} and try again.`,
  );

/** Whether an error is the system's refusal with this code. */
export function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}
