import type { JournalRow } from '../../protocol/journal';
import type { GameFrame } from '../../protocol/message';
import type { Bots } from './game/Bots';
import { createGame } from './game/createGame';
import { createPhases } from './game/createPhases';
import type { GameSpec, GameStart, StudySource } from './game/GameSpec';
import type { RunnerPool } from './game/RunnerPool';
import { type GameNotice, type RunningGame, WATCHERS } from './game/RunningGame';
import type { SubmitResult } from './createSessionActor.node';
import { readGameStart } from './readGameStart.node';
import type { Journal } from './record/Journal';
import { deriveEpisodeSeed } from './session/deriveSeed';
import type { SessionCommand } from './session/SessionCommand';
import type { SessionState } from './session/SessionState';
import { type WantedGame, wantedGames } from './session/wantedGames';

export type GamesDeps = {
  pool: RunnerPool;
  bots: Bots;
  journal: Journal;
  study: StudySource;
  pace: GameSpec['pace'];
  nowMs(): number;
  /** Play stands still whatever the session's state says. */
  held(): boolean;
  submit(command: SessionCommand): Promise<SubmitResult>;
  /** `seat` null: for those who watch and do not play. */
  sendFrame(seat: string | null, frame: GameFrame): void;
  /** What a game's environment printed, and what went wrong with a game that no event tells. */
  log(line: string): void;
};

/** The games of one session that run in this process: always those that the session's state wants, whatever led there. */
export type Games = {
  /** Starts, pauses, resumes and stops games until those that run are those that the state wants. */
  reconcile(state: SessionState): void;
  get(game: string): RunningGame | undefined;
  /** The game a seat plays in now, and as which agent. */
  ofSeat(seat: string): { game: RunningGame; agent: string } | null;
  running(): [string, RunningGame][];
  /** Holds play where it is, to be taken up by the next host, and waits until nothing of it is under way. */
  stop(): Promise<void>;
};

type Entry = { wanted: WantedGame; paused: boolean; running: RunningGame | null; gone: boolean };

/** After so long a game is tried again that could not begin: its ticks cannot be read while the disk fails. */
const BRING_AGAIN_MS = 1000;

export function createGames(deps: GamesDeps): Games {
  const entries = new Map<string, Entry>();
  const phases = createPhases();

  function seatOf({ members }: WantedGame, agent: string): string | null {
    const member = members[agent];
    return member && 'seat' in member ? member.seat : null;
  }

  async function tell(notice: GameNotice): Promise<void> {
    const result = await deps.submit(commandOf(notice));
    if (!result.ok) throw new Error(result.error.message);
  }

  function append(rows: JournalRow[]): void {
    deps.journal.append(rows, { durable: false }).catch((error: unknown) => deps.log(`journal: ${describe(error)}`));
  }

  function start(entry: Entry, state: SessionState, from: GameStart | null): void {
    const { wanted } = entry;
    const { scene } = wanted;
    const running = createGame(
      {
        pool: deps.pool,
        bots: deps.bots,
        phases,
        nowMs: deps.nowMs,
        startTimer(delayMs, run) {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        append,
        notify: tell,
        log: (game, text) => deps.log(`${game}: ${text}`),
        sendFrame(_game, agent, frame) {
          const seat = agent === WATCHERS ? null : seatOf(entry.wanted, agent);
          if (agent === WATCHERS || seat !== null) deps.sendFrame(seat, frame);
        },
      },
      {
        game: wanted.game,
        study: deps.study,
        environment: wanted.environment,
        members: wanted.members,
        takeOver: scene.takeOver?.policies ?? {},
        policies: state.study.policies,
        tickHz: scene.tickHz,
        episodes: scene.episodes,
        maxTicks: scene.maxTicks,
        keys: scene.keys,
        pointer: scene.pointer,
        defaultAction: scene.defaultAction,
        missingAction: scene.missingAction,
        input: scene.input,
        turnTimeoutMs: scene.turnTimeoutMs,
        freezeMs: deps.pace === 'lockstep' ? 0 : scene.freezeMs,
        countdownMs: deps.pace === 'lockstep' ? 0 : scene.countdownMs,
        resumeMs: deps.pace === 'lockstep' ? 0 : scene.resumeMs,
        hashEvery: scene.hashEvery,
        snapshotEvery: scene.snapshotEvery,
        record: scene.record,
        episodeSeed: (episode) => deriveEpisodeSeed(wanted.seed, episode),
        from,
        pace: deps.pace,
      },
    );
    entry.running = running;
    running.done.catch((error: unknown) => deps.log(`${wanted.game}: stopped: ${describe(error)}`));
    running.takeOver(wanted.takenOver);
    running.start();
    if (entry.paused) running.pause();
  }

  /** While it does not play, nothing of the game changes but what `entry` follows: the state stays good for another try. */
  async function bring(entry: Entry, state: SessionState): Promise<void> {
    const game = state.games.find((one) => one.game === entry.wanted.game);
    if (!game) return;
    try {
      const from = await readGameStart(deps.journal, game);
      if (!entry.gone) start(entry, state, from);
    } catch (error) {
      deps.log(`${game.game}: cannot begin: ${describe(error)}`);
      bringLater(entry, state);
    }
  }

  function bringLater(entry: Entry, state: SessionState): void {
    setTimeout(() => {
      if (entry.gone) return;
      if (deps.held()) bringLater(entry, state);
      else void bring(entry, state);
    }, BRING_AGAIN_MS).unref();
  }

  return {
    reconcile(state) {
      const wanted = new Map(wantedGames(state).map((one) => [one.game, one]));
      for (const [game, entry] of entries) {
        if (wanted.has(game)) continue;
        entry.gone = true;
        entries.delete(game);
        void entry.running?.stop('ended').catch((error: unknown) => deps.log(`${game}: ${describe(error)}`));
      }
      for (const [game, now] of wanted) {
        const paused = now.paused || deps.held();
        const entry = entries.get(game);
        if (!entry) {
          const fresh: Entry = { wanted: now, paused, running: null, gone: false };
          entries.set(game, fresh);
          void bring(fresh, state);
          continue;
        }
        entry.running?.takeOver(now.takenOver);
        if (entry.paused && !paused) entry.running?.resume();
        if (!entry.paused && paused) entry.running?.pause();
        Object.assign(entry, { wanted: now, paused });
      }
    },
    get: (game) => entries.get(game)?.running ?? undefined,
    ofSeat(seat) {
      for (const { wanted, running } of entries.values()) {
        if (!running) continue;
        const agent = Object.keys(wanted.members).find((one) => seatOf(wanted, one) === seat);
        if (agent !== undefined) return { game: running, agent };
      }
      return null;
    },
    running: () =>
      [...entries].flatMap(([game, { running }]) => (running ? [[game, running] as [string, RunningGame]] : [])),
    async stop() {
      const all = [...entries.values()];
      entries.clear();
      for (const entry of all) entry.gone = true;
      await Promise.all(all.flatMap(({ running }) => (running ? [running.stop()] : [])));
    },
  };
}

function commandOf(notice: GameNotice): SessionCommand {
  switch (notice.type) {
    case 'episodeStarted':
      return { type: 'startEpisode', game: notice.game, episode: notice.episode };
    case 'episodeEnded':
      return { ...notice, type: 'endEpisode' };
    case 'restored':
      return { ...notice, type: 'restoreGame' };
    case 'finished':
      return { type: 'finishGame', game: notice.game };
    case 'failed':
      return { ...notice, type: 'failGame' };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
