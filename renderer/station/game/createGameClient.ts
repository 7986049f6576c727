import { createStore, type StoreApi } from 'zustand/vanilla';
import type { GameFrame } from '../../../protocol/message';
import { padCodes } from '../../../protocol/pad';
import { keysOf } from '../../shared/keyLabel';
import type { FrameSource } from '../../shared/game/GameCanvas';
import type { StationConnection } from '../StationConnection';
import type { ScreenOf } from '../ScreenOf';
import { createFrameFeed } from './createFrameFeed';
import { createInputLine } from './createInputLine';
import { createShownReports } from './createShownReports';
import { listenToKeys } from './listenToKeys';
import { listenToPointer } from './listenToPointer';
import { type PadState, watchPads } from './watchPads';

/** What is told about a game beside its picture. */
export type GameHud = {
  /** From 0. */
  episode: number;
  /** When play begins, on the page's clock; null when it has begun. */
  playsAtMs: number | null;
  /** Until when the picture is only to be looked at, on the page's clock; null when it is counted down or played. */
  frozenUntilMs: number | null;
  /** A part of the episode has been played. */
  goesOn: boolean;
  /** The game waits for somebody: whether for this participant, and until when on the page's clock. */
  turn: { isYours: boolean; endsAtMs: number } | null;
  /** There is a picture. */
  hasFrame: boolean;
};

export type GameClient = {
  readonly hud: StoreApi<GameHud>;
  /** Whether there is a gamepad; null where the study does not use one, or can be played without. */
  readonly pad: StoreApi<PadState | null>;
  readonly source: FrameSource;
  onShown(frame: GameFrame, shownMs: number): void;
  /** The canvas is there: hears mouse and fingers on it, until the result is called. */
  onCanvas(canvas: HTMLCanvasElement): () => void;
  stop(): void;
};

/** One participant's part in one game: frames in, inputs and reports out. */
export function createGameClient(connection: StationConnection, screen: ScreenOf<'game'>): GameClient {
  const { game, episode } = screen;
  const hud = createStore<GameHud>(() => ({
    episode,
    playsAtMs: null,
    frozenUntilMs: null,
    goesOn: false,
    turn: null,
    hasFrame: false,
  }));
  const reports = createShownReports((shown) => connection.send('game:shown', { game, shown }));
  const line = createInputLine({ connection, game, onSent: reports.sent });
  const codes = keysOf(screen.keys);
  const pad = createStore<PadState | null>(() => null);
  const stopKeys = listenToKeys(codes, line);
  // Who has something else to play with, and never had a gamepad, needs none.
  const needsPad = !screen.points && codes.every((code) => padCodes.includes(code));
  const stopPads = watchPads({ codes, deadZone: screen.padDeadZone }, line, (state) => {
    if (needsPad || state !== 'missing') pad.setState(state, true);
  });
  let push: ((frame: GameFrame) => void) | null = null;
  let unpainted: GameFrame[] = [];

  const feed = createFrameFeed({
    connection,
    game,
    onJoined: line.joined,
    onFrame: (frame) => {
      if (push) push(frame);
      else unpainted.push(frame);
      const before = hud.getState();
      const playsAtMs = frame.countdownMs > 0 ? performance.now() + frame.countdownMs : null;
      const frozenUntilMs = frame.frozenMs === undefined ? null : performance.now() + frame.frozenMs;
      const turn = frame.turn ? { isYours: frame.turn.isYours, endsAtMs: performance.now() + frame.turn.leftMs } : null;
      const isSame =
        before.hasFrame &&
        before.episode === frame.episode &&
        [before.playsAtMs, playsAtMs, before.turn, turn].every((part) => part === null);
      if (!isSame)
        hud.setState(
          { episode: frame.episode, playsAtMs, frozenUntilMs, goesOn: frame.tick > 0, turn, hasFrame: true },
          true,
        );
    },
  });

  return {
    hud,
    pad,
    source: (taker) => {
      push = taker;
      for (const frame of unpainted) taker(frame);
      unpainted = [];
      return () => {
        push = null;
      };
    },
    onShown: (frame, shownMs) => reports.shown(frame.applied, frame.tick, shownMs),
    onCanvas: (canvas) => listenToPointer(canvas, screen, line),
    stop: () => {
      stopKeys();
      stopPads();
      reports.stop();
      feed.stop();
    },
  };
}
