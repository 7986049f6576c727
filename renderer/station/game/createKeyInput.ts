import type { StationConnection } from '../StationConnection';
import { type KeyChange, keyChanges, type KeyEvent } from './keyChanges';

export type KeyInput = {
  /** The game was joined, or joined again: numbering goes on after `lastSeq`, and the host learns what is held now. */
  joined(lastSeq: number): void;
  stop(): void;
};

export type KeyInputOptions = {
  connection: StationConnection;
  game: string;
  /** KeyboardEvent.code of every key that means something. */
  codes: readonly string[];
  /** An input was sent under this number. */
  onSent(seq: number): void;
};

/** Sends the keys of one game to the host, stamped on the station's clock. */
export function createKeyInput({ connection, game, codes, onSent }: KeyInputOptions): KeyInput {
  const mapped = new Set(codes);
  let held: string[] = [];
  let told: KeyChange | null = null;
  let lastSeq: number | null = null;

  const send = (change: KeyChange, tStationMs: number): void => {
    if (lastSeq === null) return;
    const seq = lastSeq + 1;
    if (!connection.send('game:input', { game, seq, tStationMs, ...change })) return;
    lastSeq = seq;
    told = change;
    onSent(seq);
  };

  const handle = (event: KeyEvent, tStationMs: number): void => {
    for (const change of keyChanges(held, event)) {
      held = change.held;
      send(change, tStationMs);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!mapped.has(event.code)) return;
    // Combinations with these belong to the browser and the system, unless the study uses the key itself.
    if ((event.ctrlKey || event.metaKey || event.altKey) && !held.some(isModifier) && !isModifier(event.code)) return;
    event.preventDefault();
    if (!event.repeat) handle({ type: 'down', code: event.code }, event.timeStamp);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    // While Meta is down macOS tells no release of other keys.
    if (event.key === 'Meta') releaseAll();
    if (!mapped.has(event.code)) return;
    event.preventDefault();
    handle({ type: 'up', code: event.code }, event.timeStamp);
  };
  const releaseAll = (): void => handle({ type: 'releaseAll' }, performance.now());
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') releaseAll();
  };

  window.addEventListener('keydown', onKeyDown, { capture: true });
  window.addEventListener('keyup', onKeyUp, { capture: true });
  window.addEventListener('blur', releaseAll);
  document.addEventListener('visibilitychange', onVisibility);

  return {
    joined: (hostSeq) => {
      lastSeq = Math.max(lastSeq ?? 0, hostSeq);
      const newest = held.at(-1);
      if (newest !== undefined) send({ code: newest, down: true, held }, performance.now());
      // Let go while the connection was away, or just before: that message may be the one that was lost.
      else if (told) send({ code: told.code, down: false, held: [] }, performance.now());
    },
    stop: () => {
      releaseAll();
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('keyup', onKeyUp, { capture: true });
      window.removeEventListener('blur', releaseAll);
      document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}

const isModifier = (code: string): boolean => /^(Control|Alt|Meta)(Left|Right)$/.test(code);
