import type { GameFrame, StationPayload } from '../../../protocol/message';
import type { Screen } from '../../../protocol/view';
import type { Line, StationTables } from '../connectLine.node';
import { createDraws, type Draws, drawOne } from './createDraws';
import { answerTick, changesBetween, chordsOf, drawPlace, type KeyChange, moveWith, placeAtTick } from './decideKeys';
import { type Bucket, takeToken } from './takeToken';

export type GameScreen = Extract<Screen, { kind: 'game' }>;
type Input = StationPayload<'game:input'>;

export type GamePlayerDeps = {
  line: Line<StationTables>;
  pace: 'realtime' | 'lockstep';
  seed: number;
  seat: string;
  /** The clock of this station. */
  stationMs(): number;
};

/** A test bot's hands and eyes in one game. */
export type GamePlayer = {
  readonly game: string;
  /** Joins the game, at first and after every return of the connection. */
  join(): void;
  see(frame: GameFrame): void;
  stop(): void;
};

/** Hosts take 120 messages a second of a station; some are needed for other things than keys. */
const INPUT_RATE = { perS: 100, burst: 100 };
/** In lockstep a lost message would hold everybody: after so long without a frame the game is joined again. */
const REJOIN_AFTER_MS = 3000;
const SHOWN_EVERY_MS = 250;
const KEYS_FOR_MS = { min: 120, max: 600 };

export function createGamePlayer(deps: GamePlayerDeps, screen: GameScreen): GamePlayer {
  const { line, pace, seed, seat, stationMs } = deps;
  const { game } = screen;
  const { points } = screen;
  const chords = chordsOf(screen.keys, points);
  const draw = createDraws(seed, `${seat}/${game}/realtime`);
  let bucket: Bucket = { tokens: INPUT_RATE.burst, atMs: stationMs() };
  let seq: number | null = null;
  let held: string[] = [];
  let stopped = false;
  let playing = false;
  let lastFrameMs = stationMs();
  let lastApplied = 0;
  let shown: StationPayload<'game:shown'>['shown'] = [];

  async function join(): Promise<void> {
    lastFrameMs = stationMs();
    const ack = await line.request('game:join', { game });
    if (!ack.ok || stopped) return;
    seq = Math.max(seq ?? 0, ack.lastSeq);
    lastApplied = Math.max(lastApplied, ack.frame?.applied ?? 0);
    if (ack.frame) see(ack.frame);
  }

  function see(frame: GameFrame): void {
    if (stopped || frame.game !== game) return;
    lastFrameMs = stationMs();
    playing = frame.countdownMs === 0;
    if (frame.applied > lastApplied) {
      lastApplied = frame.applied;
      shown.push({ seq: frame.applied, tick: frame.tick, tShownMs: stationMs() });
      if (shown.length >= 50) tellShown();
    }
    if (pace === 'lockstep' && playing) {
      const tick = frame.tick + 1;
      const name = `${seat}/${game}/${frame.episode}`;
      const change = answerTick(chords, seed, name, tick);
      const at = points ? { at: placeAtTick(seed, name, tick) } : {};
      press(change, { forTick: tick, forEpisode: frame.episode, ...at });
    }
  }

  function press(change: KeyChange, more: Pick<Input, 'forTick' | 'forEpisode' | 'at'> = {}): void {
    if (seq === null) return;
    seq += 1;
    const input = { game, seq, tStationMs: stationMs(), ...change, ...more };
    const taken = takeToken(bucket, INPUT_RATE, stationMs());
    bucket = taken.bucket;
    const send = (): void => {
      if (!stopped) void line.request('game:input', input);
    };
    if (taken.waitMs === 0) send();
    else setTimeout(send, taken.waitMs);
  }

  function tellShown(): void {
    if (shown.length === 0) return;
    void line.request('game:shown', { game, shown });
    shown = [];
  }

  /** People hold a key for a while, then another. */
  function playOn(): void {
    if (stopped) return;
    if (playing) {
      const next = drawOne(draw, chords) ?? [];
      const changes = changesBetween(held, next);
      if (points) changes.push(moveWith(next));
      const at = points ? { at: drawPlace(draw) } : {};
      for (const change of changes) press(change, at);
      held = next;
    }
    keyTimer = setTimeout(playOn, drawBetween(draw, KEYS_FOR_MS));
  }

  let keyTimer = pace === 'realtime' ? setTimeout(playOn, drawBetween(draw, KEYS_FOR_MS)) : undefined;
  const shownTimer = setInterval(tellShown, SHOWN_EVERY_MS);
  const rejoinTimer = setInterval(() => {
    if (stationMs() - lastFrameMs > REJOIN_AFTER_MS) void join();
  }, REJOIN_AFTER_MS / 3);

  return {
    game,
    join: () => void join(),
    see,
    stop() {
      stopped = true;
      tellShown();
      clearTimeout(keyTimer);
      clearInterval(shownTimer);
      clearInterval(rejoinTimer);
    },
  };
}

function drawBetween(draw: Draws, { min, max }: { min: number; max: number }): number {
  return min + draw() * (max - min);
}
