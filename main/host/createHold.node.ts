import type { SubmitResult } from './createSessionActor.node';
import type { JournalTrouble } from './record/Journal';
import type { SessionCommand } from './session/SessionCommand';

export type HoldDeps = {
  /** Session time. */
  nowMs(): number;
  /** Puts a command in front of all that wait: what happened meanwhile is decided on what it tells. */
  submitFirst(command: SessionCommand): Promise<SubmitResult>;
  /** Play has to stand still, or may go on. */
  changed(): void;
};

/**
 * Play stands still while the record cannot be written: what would happen could not be recorded. Nothing of it can be an
 * event before the disk takes one, so a hold is an effect first, and the event `sessionHeld` tells of it when it is over.
 */
export type Hold = {
  /** Why play stands still, in words for the operator; null while it does not. */
  reason(): string | null;
  hear(trouble: JournalTrouble): void;
  /** Settles when play does not stand still: true. False: the session was let go of meanwhile. */
  over(): Promise<boolean>;
  close(): void;
};

/** As the record says it. */
const causes: Partial<Record<JournalTrouble['kind'], string>> = {
  full: 'the disk was full',
  failed: 'writing to the disk failed',
  stalled: 'the disk did not keep up',
  overflow: 'the disk did not keep up',
  dead: 'the journal could not be written',
};

export function createHold(deps: HoldDeps): Hold {
  let held: { fromMs: number; cause: string; message: string } | null = null;
  let isTroubled = false;
  let isReleasing = false;
  let isClosed = false;
  let waiting: ((isOver: boolean) => void)[] = [];

  async function release(): Promise<void> {
    if (held === null || isReleasing) return;
    isReleasing = true;
    const { fromMs, cause } = held;
    const saved = await deps.submitFirst({ type: 'endHold', fromMs, reason: cause });
    isReleasing = false;
    if (saved.ok && isTroubled) held = { ...held, fromMs: deps.nowMs() };
    // Not saved: the disk is full again. The journal says when it is not.
    if (isTroubled || isClosed) return;
    held = null;
    const free = waiting;
    waiting = [];
    deps.changed();
    for (const resolve of free) resolve(true);
  }

  return {
    reason: () => held?.message ?? null,
    hear({ kind, message }) {
      const cause = causes[kind];
      if (cause !== undefined) {
        isTroubled = true;
        held = { fromMs: held?.fromMs ?? deps.nowMs(), cause: held?.cause ?? cause, message };
        deps.changed();
      } else if (kind === 'recovered') {
        isTroubled = false;
        void release();
      }
    },
    over: () =>
      new Promise((resolve) => {
        if (isClosed || held === null) resolve(!isClosed);
        else waiting.push(resolve);
      }),
    close() {
      isClosed = true;
      for (const resolve of waiting) resolve(false);
      waiting = [];
    },
  };
}
