import type { Place } from '../../../protocol/pointer';
import type { StationConnection } from '../StationConnection';
import { type KeyChange, keyChanges, type KeyEvent } from './keyChanges';

/** The way from keyboard, pointer and gamepads to the host: one numbering, and one list of what is down. */
export type InputLine = {
  /** The game was joined, or joined again: numbering goes on after `lastSeq`, and the host learns what is held now. */
  joined(lastSeq: number): void;
  /** What is down, in the order of pressing. */
  held(): readonly string[];
  /** Something went down or up at `tStationMs` of the page's clock; `at`: where on the canvas. */
  handle(event: KeyEvent, tStationMs: number, at?: Place): void;
  /** The pointer is somewhere else; nothing went down or up. */
  move(code: string, tStationMs: number, at: Place): void;
};

export type InputLineOptions = {
  connection: StationConnection;
  game: string;
  /** An input was sent under this number. */
  onSent(seq: number): void;
};

/** Sends the inputs of one game to the host, stamped on the station's clock. */
export function createInputLine({ connection, game, onSent }: InputLineOptions): InputLine {
  let held: string[] = [];
  let told: KeyChange | null = null;
  let lastSeq: number | null = null;

  const send = (change: KeyChange, tStationMs: number, at?: Place): boolean => {
    if (lastSeq === null) return false;
    const seq = lastSeq + 1;
    if (!connection.send('game:input', { game, seq, tStationMs, ...change, ...(at && { at }) })) return false;
    lastSeq = seq;
    onSent(seq);
    return true;
  };

  return {
    held: () => held,
    handle(event, tStationMs, at) {
      for (const change of keyChanges(held, event)) {
        held = change.held;
        if (send(change, tStationMs, at)) told = change;
      }
    },
    move: (code, tStationMs, at) => void send({ code, down: false, held }, tStationMs, at),
    joined(hostSeq) {
      lastSeq = Math.max(lastSeq ?? 0, hostSeq);
      const newest = held.at(-1);
      const change =
        newest === undefined ? told && { code: told.code, down: false, held: [] } : { code: newest, down: true, held };
      // Let go while the connection was away, or just before: that message may be the one that was lost.
      if (change && send(change, performance.now())) told = change;
    },
  };
}
