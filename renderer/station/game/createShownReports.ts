import type { StationPayload } from '../../../protocol/message';

export type ShownReport = StationPayload<'game:shown'>['shown'][number];

export type ShownReports = {
  /** An input left under this number. */
  sent(seq: number): void;
  /** A frame into which all inputs up to `applied` had gone was on screen at `tShownMs`. */
  shown(applied: number, tick: number, tShownMs: number): void;
  stop(): void;
};

const everyMs = 100;
const mostPerMessage = 100;

/** Tells the host when the effect of each input was on screen: once per input, at most ten messages a second. */
export function createShownReports(send: (reports: ShownReport[]) => boolean): ShownReports {
  let unseen: number[] = [];
  let due: ShownReport[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    timer = undefined;
    // What cannot be sent now, in a break of the connection, is sent after it.
    if (send(due.slice(0, mostPerMessage))) due = due.slice(mostPerMessage);
    else due = due.slice(-mostPerMessage);
    if (due.length > 0) timer = setTimeout(flush, everyMs);
  };

  return {
    sent: (seq) => unseen.push(seq),
    shown: (applied, tick, tShownMs) => {
      const seen = unseen.filter((seq) => seq <= applied);
      if (seen.length === 0) return;
      unseen = unseen.filter((seq) => seq > applied);
      due.push(...seen.map((seq) => ({ seq, tick, tShownMs })));
      timer ??= setTimeout(flush, everyMs);
    },
    stop: () => {
      clearTimeout(timer);
      if (due.length > 0) send(due.slice(0, mostPerMessage));
    },
  };
}
