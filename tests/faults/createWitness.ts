import { performance } from 'node:perf_hooks';
import type { Ack, GameFrame, StationMessage } from '../../protocol/message';
import type { StationView } from '../../protocol/view';
import { connectLine, type Line, type LineOptions, type StationTables } from '../../main/cli/connectLine.node';

/** `lost`: nobody knows whether it was done. */
export type Outcome = 'ok' | 'refused' | 'lost';
/** Something that a station asked to be done and kept. */
export type Asked = {
  seat: string;
  message: 'scene:advance' | 'form:submit' | 'quiz:submit';
  scene: string;
  answers: Record<string, unknown> | null;
  outcome: Outcome;
};
/** A picture that a station was shown. */
export type SeenFrame = { seat: string; game: string; episode: number; tick: number; applied: number };

/** Sees what a station was told, from where the station stands. */
export type Witness = {
  /** For a test bot: its connection, looked at. */
  connect(seat: string): (options: LineOptions) => Line<StationTables>;
  asked: Asked[];
  /** Of each game and episode, the last tick that any station was shown. Key: see `playKey`. */
  lastTicks: Map<string, number>;
  frames: SeenFrame[];
  /** When the last of these seats was welcomed, ms of performance.now; null: one has not been since then. */
  backAtMs(seats: readonly string[], sinceMs: number): number | null;
  /** What each seat shows now. */
  screens: Map<string, StationView>;
  /** What no station should ever have seen, in words. */
  complaints: string[];
  /** Waits until `isTrue`, which is asked again whenever something has arrived. @throws Error with `what` after `withinMs` */
  until(isTrue: () => boolean, what: () => string, withinMs: number): Promise<void>;
};

export const playKey = (game: string, episode: number): string => `${game}#${episode}`;

const kept: ReadonlySet<StationMessage> = new Set(['scene:advance', 'form:submit', 'quiz:submit']);

export const outcomeOf = (ack: Ack): Outcome =>
  ack.ok ? 'ok' : ack.error.code === 'connection/lost' ? 'lost' : 'refused';

export function createWitness(): Witness {
  const asked: Asked[] = [];
  const lastTicks = new Map<string, number>();
  const frames: SeenFrame[] = [];
  /** Time of the last welcome of each seat, ms of performance.now. */
  const welcomes = new Map<string, number>();
  const screens = new Map<string, StationView>();
  const complaints: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (): void => waiting.forEach((look) => look());

  function seeFrame(seat: string, { game, episode, tick, applied }: GameFrame): void {
    const key = playKey(game, episode);
    lastTicks.set(key, Math.max(lastTicks.get(key) ?? 0, tick));
    frames.push({ seat, game, episode, tick, applied });
  }

  /** A form whose answers were confirmed may not be asked for again. */
  function seeView(seat: string, view: StationView): void {
    screens.set(seat, view);
    const { screen } = view;
    if (screen.kind !== 'form') return;
    if (asked.some((one) => one.seat === seat && one.scene === screen.scene && one.outcome === 'ok'))
      complaints.push(`${seat} is asked for ${screen.scene} again, which was confirmed`);
  }

  /** Until the host has answered, nobody knows whether it was done. */
  function note(seat: string, message: StationMessage, payload: object): Asked | null {
    if (!kept.has(message)) return null;
    const { scene, answers } = payload as { scene: string; answers?: Record<string, unknown> };
    const one: Asked = { seat, message: message as Asked['message'], scene, answers: answers ?? null, outcome: 'lost' };
    asked.push(one);
    return one;
  }

  return {
    asked,
    lastTicks,
    frames,
    backAtMs(seats, sinceMs) {
      const each = seats.map((seat) => welcomes.get(seat) ?? 0);
      return each.every((atMs) => atMs > sinceMs) ? Math.max(...each) : null;
    },
    screens,
    complaints,
    connect: (seat) => (options) => {
      const line = connectLine<StationTables>(options);
      line.on('station:view', (view) => {
        seeView(seat, view);
        tell();
      });
      line.on('game:frame', (frame) => {
        seeFrame(seat, frame);
        tell();
      });
      return {
        on: line.on,
        close: line.close,
        async request(type, payload, timeoutMs) {
          const noted = note(seat, type, payload);
          const ack = await line.request(type, payload, timeoutMs);
          if (noted) noted.outcome = outcomeOf(ack);
          if (type === 'station:hello' && ack.ok && 'view' in ack) {
            welcomes.set(seat, performance.now());
            seeView(seat, ack.view);
          }
          tell();
          return ack;
        },
      };
    },
    until: (isTrue, what, withinMs) =>
      new Promise((resolve, reject) => {
        const done = (settle: () => void): void => {
          waiting.delete(look);
          clearTimeout(timer);
          settle();
        };
        const look = (): void => {
          if (isTrue()) done(resolve);
        };
        const timer = setTimeout(
          () => done(() => reject(new Error(`Waited ${withinMs / 1000} s in vain: ${what()}`))),
          withinMs,
        );
        waiting.add(look);
        look();
      }),
  };
}
