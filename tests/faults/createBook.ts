import { isDeepStrictEqual } from 'node:util';
import type { SessionEvent } from '../../protocol/event';
import type { StoredRow } from '../../protocol/journal';
import { type Asked, type Outcome, playKey, type Witness } from './createWitness';

/** What was asked by the operator, and what became of it. */
export type Commanded = { event: 'sessionPaused' | 'sessionResumed'; outcome: Outcome };

/** What was told to be kept and is kept: counts since the last comparison. */
export type Reckoning = {
  /** Answers, steps and commands that were confirmed; all of them so far. */
  confirmed: number;
  /** Ticks that were shown and are recorded. */
  shownTicks: number;
  /** Of the game that lost most: ticks that were shown and are not recorded. */
  missingTicks: number;
  /** Inputs that a picture had shown as played. */
  playedInputs: number;
};

/** What a journal says happened, kept as it grows, and held against what stations and operator were told. */
export type Book = {
  add(rows: readonly StoredRow[]): void;
  compare(witness: Witness, commands: readonly Commanded[]): Reckoning;
  /** Where each game that is being played stands. */
  playing(): { game: string; episode: number; tick: number; seats: string[] }[];
  isPaused(): boolean;
  rows(): number;
  /** The largest step back of the wall clock from one row to the next, s, and of session time from one event to the next, ms. */
  clock(): { backS: number; sessionTimeBackMs: number };
  /** Everything that should not be, in words. */
  complaints: string[];
};

const eventOf: Record<Asked['message'], 'answersSubmitted' | 'quizAttempted' | 'sceneLeft'> = {
  'form:submit': 'answersSubmitted',
  'quiz:submit': 'quizAttempted',
  'scene:advance': 'sceneLeft',
};

/** The same answers twice in a row are one try. */
const countTries = (asked: readonly Asked[]): number =>
  asked.filter(({ answers }, index) => !isDeepStrictEqual(answers, asked[index - 1]?.answers)).length;

export function createBook(): Book {
  const complaints: string[] = [];
  const complain = (text: string): void => void complaints.push(text);
  const seats = new Map<string, string>();
  /** Key: event, seat, scene. */
  const done = new Map<string, (Record<string, unknown> | null)[]>();
  const attempts = new Set<string>();
  const ticks = new Map<string, number>();
  const inputs = new Set<string>();
  const games = new Map<string, { agents: Record<string, string>; episode: number; isOver: boolean }>();
  const commanded = { sessionPaused: 0, sessionResumed: 0 };
  let paused = false;
  let count = 0;
  let last: { wallMs: number; eventAtMs: number } | null = null;
  const clock = { backS: 0, sessionTimeBackMs: 0 };

  const noteDone = (
    event: string,
    participant: string,
    scene: string,
    answers: Record<string, unknown> | null,
  ): void => {
    const key = `${event}/${seats.get(participant)}/${scene}`;
    done.set(key, [...(done.get(key) ?? []), answers]);
  };
  const noteOnce = (set: Set<string>, key: string, what: string): void => {
    if (set.has(key)) complain(`${what} ${key} is recorded twice`);
    set.add(key);
  };
  const playedTo = (game: string, episode: number): number => ticks.get(playKey(game, episode)) ?? 0;

  function addEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'seatAdded':
        seats.set(event.participant, event.seat);
        return;
      case 'answersSubmitted':
        return noteDone(event.type, event.participant, event.scene, event.answers);
      case 'quizAttempted':
        noteOnce(attempts, `${event.participant}/${event.scene}/${event.attempt}`, 'attempt');
        return noteDone(event.type, event.participant, event.scene, event.answers);
      case 'sceneLeft':
        return noteDone(event.type, event.participant, event.scene, null);
      case 'sessionPaused':
      case 'sessionResumed':
        paused = event.type === 'sessionPaused';
        commanded[event.type] += 1;
        return;
      case 'gameFormed': {
        const agents = Object.entries(event.members).flatMap(([agent, member]) =>
          'participant' in member ? [[agent, seats.get(member.participant) ?? '']] : [],
        );
        if (games.has(event.game)) complain(`game ${event.game} is formed twice`);
        games.set(event.game, {
          agents: Object.fromEntries(agents) as Record<string, string>,
          episode: 0,
          isOver: false,
        });
        return;
      }
      case 'episodeStarted': {
        const game = games.get(event.game);
        if (game) game.episode = event.episode;
        return;
      }
      case 'episodeEnded':
        if (event.ticks !== playedTo(event.game, event.episode))
          complain(`${event.game} says ${event.ticks} ticks; ${playedTo(event.game, event.episode)} are recorded`);
        return;
      case 'gameRestored':
        if (event.tick !== playedTo(event.game, event.episode))
          complain(`${event.game} is restored at ${event.tick}; recorded is ${playedTo(event.game, event.episode)}`);
        return;
      case 'gameFailed':
        complain(`${event.game} failed: ${event.error.message}`);
        return;
      case 'gameFinished': {
        const game = games.get(event.game);
        if (game) game.isOver = true;
        return;
      }
      default:
    }
  }

  function compareAsked(witness: Witness): number {
    const groups = new Map<string, Asked[]>();
    for (const one of witness.asked) {
      const key = `${eventOf[one.message]}/${one.seat}/${one.scene}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    let confirmed = 0;
    for (const [key, group] of groups) {
      const rows = done.get(key) ?? [];
      const ok = group.filter(({ outcome }) => outcome === 'ok');
      const lost = group.filter(({ outcome }) => outcome === 'lost');
      confirmed += ok.length;
      // What is sent again after it was kept is confirmed again, and kept once; of a quiz, until something else is tried.
      const owed = key.startsWith('quiz') ? countTries(ok) : Math.min(ok.length, 1);
      if (rows.length < owed)
        complain(
          `LOST: ${key} was confirmed ${owed} times and is recorded ${rows.length} times; asked: ${JSON.stringify(group)}`,
        );
      if (rows.length > ok.length + lost.length)
        complain(
          `${key} is recorded ${rows.length} times; it was sent and not refused ${ok.length + lost.length} times`,
        );
      if (!key.startsWith('quiz') && rows.length > 1) complain(`${key} is recorded ${rows.length} times`);
      for (const { answers } of ok)
        if (answers !== null && !rows.some((row) => isDeepStrictEqual(row, answers)))
          complain(`LOST: ${key}: the confirmed answers ${JSON.stringify(answers)} are not what is recorded`);
    }
    return confirmed;
  }

  function compareCommands(commands: readonly Commanded[]): number {
    let confirmed = 0;
    for (const event of ['sessionPaused', 'sessionResumed'] as const) {
      const of = (outcome: Commanded['outcome']): number =>
        commands.filter((one) => one.event === event && one.outcome === outcome).length;
      confirmed += of('ok');
      if (commanded[event] < of('ok'))
        complain(`LOST: ${event} was confirmed ${of('ok')} times, recorded ${commanded[event]}`);
      if (commanded[event] > of('ok') + of('lost')) complain(`${event} is recorded more often than it was asked for`);
    }
    return confirmed;
  }

  function compareFrames(witness: Witness): number {
    let played = 0;
    for (const { seat, game, episode, tick, applied } of witness.frames) {
      // An input goes to the record with the tick that judged it: what the last recorded tick shows may be of the next one.
      if (applied === 0 || tick >= playedTo(game, episode)) continue;
      const agent = Object.entries(games.get(game)?.agents ?? {}).find(([, other]) => other === seat)?.[0];
      played += 1;
      if (!inputs.has(`${game}/${agent}/${applied}`))
        complain(
          `LOST: input ${applied} of ${seat} was shown as played in tick ${tick} of ${game} and is not recorded`,
        );
    }
    witness.frames.length = 0;
    return played;
  }

  function noteClock(row: StoredRow): void {
    const wallMs = Date.parse(row.wall);
    const eventAtMs = row.kind === 'event' ? row.atMs : (last?.eventAtMs ?? 0);
    if (last !== null) {
      clock.backS = Math.max(clock.backS, (last.wallMs - wallMs) / 1000);
      clock.sessionTimeBackMs = Math.max(clock.sessionTimeBackMs, last.eventAtMs - eventAtMs);
    }
    last = { wallMs, eventAtMs };
  }

  return {
    complaints,
    clock: () => clock,
    add(rows) {
      for (const row of rows) {
        count += 1;
        noteClock(row);
        if (row.kind === 'event') addEvent(row.body);
        if (row.kind === 'input') noteOnce(inputs, `${row.game}/${row.body.agent}/${row.body.seq}`, 'input');
        if (row.kind !== 'tick' || row.game === null) continue;
        const { episode, tick } = row.body;
        const before = playedTo(row.game, episode);
        if (tick !== before + 1) complain(`after tick ${before} of ${playKey(row.game, episode)} comes ${tick}`);
        ticks.set(playKey(row.game, episode), tick);
      }
    },
    compare(witness, commands) {
      let shownTicks = 0;
      let missingTicks = 0;
      for (const [key, seen] of witness.lastTicks) {
        const recorded = ticks.get(key) ?? 0;
        shownTicks += Math.min(seen, recorded);
        missingTicks = Math.max(missingTicks, seen - recorded);
        // What is missing is played again, with other inputs.
        witness.lastTicks.set(key, Math.min(seen, recorded));
      }
      const confirmed = compareAsked(witness) + compareCommands(commands);
      return { confirmed, shownTicks, missingTicks, playedInputs: compareFrames(witness) };
    },
    playing: () =>
      [...games].flatMap(([game, { agents, episode, isOver }]) =>
        isOver ? [] : [{ game, episode, tick: playedTo(game, episode), seats: Object.values(agents) }],
      ),
    isPaused: () => paused,
    rows: () => count,
  };
}
