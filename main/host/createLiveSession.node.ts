import type { SessionEvent } from '../../protocol/event';
import type { GameFrame } from '../../protocol/message';
import type { StationView } from '../../protocol/view';
import { createGames, type Games } from './createGames.node';
import { createHold } from './createHold.node';
import { createSessionActor, notSaved, type SubmitResult } from './createSessionActor.node';
import type { SessionClock } from './createSessionClock.node';
import type { Bots } from './game/Bots';
import type { GameSpec, StudySource } from './game/GameSpec';
import type { RunnerPool } from './game/RunnerPool';
import type { Journal, JournalTrouble } from './record/Journal';
import { nextTimerMs } from './session/nextTimerMs';
import type { SessionCommand } from './session/SessionCommand';
import type { SessionState } from './session/SessionState';
import { viewStation } from './session/viewStation';
import { watchClock } from './watchClock.node';

export type LiveSessionDeps = {
  /** The record's folder, and in it the frozen study. */
  folder: string;
  journal: Journal;
  study: StudySource;
  /** Folded from a journal that is taken up again; null for a new session. */
  state: SessionState | null;
  clock: SessionClock;
  draw(): number;
  pool: RunnerPool;
  bots: Bots;
  pace: GameSpec['pace'];
  sendView(seat: string, view: StationView): void;
  sendFrame(seat: string | null, frame: GameFrame): void;
  /** The session has changed, after its events are on disk. */
  changed(events: SessionEvent[]): void;
  log(line: string): void;
};

/** The session that this host has open: the fold with its effects around it. */
export type LiveSession = {
  readonly folder: string;
  readonly journal: Journal;
  readonly games: Games;
  readonly study: StudySource;
  nowMs(): number;
  state(): SessionState | null;
  /** All that the station at a seat shows; null when there is no such seat. */
  view(seat: string): StationView | null;
  /** Refused while the record cannot be written. */
  submit(command: SessionCommand): Promise<SubmitResult>;
  /** What has happened whether it can be recorded or not: waits until it can. Refused when the session is let go of before. */
  submitFact(command: SessionCommand): Promise<SubmitResult>;
  /** Why play stands still although nobody paused it, in words for the operator; null while it does not. */
  held(): string | null;
  hearTrouble(trouble: JournalTrouble): void;
  /** Lets go of the record; an unfinished session can be taken up again from it. */
  close(): Promise<void>;
};

export function createLiveSession(deps: LiveSessionDeps): LiveSession {
  const { journal, clock } = deps;
  const nowMs = () => clock.nowMs();
  const sentViews = new Map<string, string>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const actor = createSessionActor({
    journal,
    state: deps.state,
    nowMs,
    draw: deps.draw,
    onChange: changed,
    wentWrong: (what, cause) => deps.log(`session: ${what}: ${cause instanceof Error ? cause.message : String(cause)}`),
  });
  const hold = createHold({
    nowMs,
    submitFirst: (command) => actor.submitFirst(command),
    changed() {
      const state = actor.state();
      if (state) changed(state, []);
    },
  });
  const games = createGames({
    pool: deps.pool,
    bots: deps.bots,
    journal,
    study: deps.study,
    pace: deps.pace,
    nowMs,
    held: () => hold.reason() !== null,
    submit: submitFact,
    sendFrame: (seat, frame) => deps.sendFrame(seat, frame),
    log: (line) => deps.log(line),
  });

  function changed(state: SessionState, events: SessionEvent[]): void {
    if (closed) return;
    games.reconcile(state);
    for (const { seat } of state.participants) {
      const view = viewSeat(state, seat);
      const text = JSON.stringify(view);
      if (view === null || sentViews.get(seat) === text) continue;
      sentViews.set(seat, text);
      deps.sendView(seat, view);
    }
    arm(state);
    deps.changed(events);
  }

  /** To a participant a hold is a break like another. */
  function viewSeat(state: SessionState, seat: string): StationView | null {
    const view = viewStation(state, seat);
    return view && hold.reason() !== null ? { ...view, paused: true } : view;
  }

  function submit(command: SessionCommand): Promise<SubmitResult> {
    return hold.reason() === null ? actor.submit(command) : Promise.resolve(notSaved);
  }

  async function submitFact(command: SessionCommand): Promise<SubmitResult> {
    for (;;) {
      const isOver = await hold.over();
      if (!isOver) return notSaved;
      const result = await actor.submit(command);
      if (result.ok || result.error.code !== 'record/notSaved' || hold.reason() === null) return result;
    }
  }

  function arm(state: SessionState): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const atMs = nextTimerMs(state);
    if (atMs === null || hold.reason() !== null) return;
    // setTimeout may fire a fraction of a millisecond early; then the same time is armed again.
    const wait = Math.min(Math.max(1, Math.ceil(atMs - nowMs())), 2 ** 31 - 1);
    timer = setTimeout(() => {
      void submit({ type: 'passTime' }).then(() => {
        const now = actor.state();
        if (now && !closed) arm(now);
      });
    }, wait);
  }

  const clockWatch = watchClock((byMs, wall) => void submitFact({ type: 'noteClock', byMs, wall }));

  return {
    folder: deps.folder,
    journal,
    games,
    study: deps.study,
    nowMs,
    state: () => actor.state(),
    view(seat) {
      const state = actor.state();
      return state && viewSeat(state, seat);
    },
    submit,
    submitFact,
    held: () => hold.reason(),
    hearTrouble: (trouble) => hold.hear(trouble),
    async close() {
      closed = true;
      hold.close();
      clockWatch.stop();
      if (timer) clearTimeout(timer);
      try {
        await games.stop();
      } finally {
        await journal.close();
      }
    },
  };
}
