import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionEvent, type SessionEvent } from '../../../protocol/event';
import type { Study } from '../../../protocol/study';
import { applySession } from './applySession';
import { decideSession } from './decideSession';
import { foldSession } from './foldSession';
import { nextTimerMs } from './nextTimerMs';
import type { SessionCommand } from './SessionCommand';
import type { SessionState } from './SessionState';
import { end, lobby, makeStudy, page } from './testing/makeStudy';
import { openRoom } from './testing/openRoom';
import { anySteps, anyStudy, type Step } from './testing/anySteps';
import { intendGame, intendSeat } from './testing/intend';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';
import { wantedGames } from './wantedGames';

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
};
const context = (atMs: number) => {
  let drawn = 0;
  return { atMs, draw: () => ((drawn++ * 7919 + Math.floor(atMs)) % 1000) / 1000 };
};
type Moment = {
  before: SessionState;
  command: SessionCommand;
  atMs: number;
  events: SessionEvent[] | null;
  after: SessionState;
};

/** Runs a random session on frozen states, so that anything that changes its input throws. Refused steps have events null. */
const run = (study: Study, steps: Step[]): { events: SessionEvent[]; moments: Moment[] } => {
  const told = { session: 's', joinCode: 'J', study, studyHash: 'h', seed: 1, appVersion: '0', wall: 'w' };
  const created = decideSession(null, { type: 'createSession', ...told }, context(0));
  if (!created.ok) throw new Error(created.error.message);
  const events = [...created.events];
  let state = freeze(foldSession(events));
  let atMs = 0;
  const moments: Moment[] = [];
  for (const step of steps) {
    if (!state) throw new Error('no session');
    atMs += step.waitMs;
    const before: SessionState = state;
    const command = freeze(step.command(before));
    const decision = decideSession(before, command, context(atMs));
    if (decision.ok) for (const event of decision.events) state = freeze(applySession(state, freeze(event)));
    if (decision.ok) events.push(...decision.events);
    moments.push({ before, command, atMs, events: decision.ok ? decision.events : null, after: state });
  }
  return { events, moments };
};
const forAll = (check: (ran: ReturnType<typeof run>) => void, numRuns = 150) =>
  fc.assert(
    fc.property(anyStudy, anySteps, (study, steps) => check(run(study, steps))),
    { numRuns },
  );

test('the fold of the journal, also of one read back from disk, is the state that was held', () => {
  forAll(({ events, moments }) => {
    const held = moments.at(-1)?.after;
    expect(foldSession(events)).toEqual(held);
    const readBack: unknown = JSON.parse(JSON.stringify(events));
    expect(foldSession(sessionEvent.array().parse(readBack))).toEqual(held);
    const times = events.map((event) => event.atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

test('views never fail, depend on nothing but the state, and are plain JSON', () => {
  forAll(({ moments }) => {
    for (const { after } of moments) {
      const views = [
        viewSession(after),
        wantedGames(after),
        ...after.participants.map((one) => viewStation(after, one.seat)),
      ];
      const again = [
        viewSession(after),
        wantedGames(after),
        ...after.participants.map((one) => viewStation(after, one.seat)),
      ];
      expect(again).toStrictEqual(views);
      expect(JSON.parse(JSON.stringify(views))).toStrictEqual(views);
    }
  }, 60);
});

test('a refusal has a code and words, and the same command refused before is refused again', () => {
  let refusals = 0;
  forAll(({ moments }) => {
    for (const { before, command, atMs, events, after } of moments) {
      if (events !== null) continue;
      refusals++;
      expect(after).toBe(before);
      const decision = decideSession(before, command, context(atMs));
      expect(decision.ok).toBe(false);
      expect(decision.ok ? '' : decision.error.code).toMatch(/^[a-z]+\/[a-zA-Z]+$/);
      expect(decision.ok ? '' : decision.error.message).toMatch(/^[A-Z].{10,}\.$/);
    }
  });
  expect(refusals).toBeGreaterThan(1000);
});

test('what was accepted is accepted again and does nothing', () => {
  const repeats: SessionCommand['type'][] = ['addSeat', 'recoverSession', 'restoreGame', 'recordOperator', 'noteClock'];
  let retries = 0;
  forAll(({ moments }) => {
    for (const { command, atMs, events, after } of moments) {
      if (events === null || repeats.includes(command.type)) continue;
      // An episode cut short by the end of the session stays open: it may be reported again.
      if (command.type === 'endEpisode' && command.reason === 'ended') continue;
      retries++;
      expect(decideSession(after, command, context(atMs))).toEqual({ ok: true, events: [] });
    }
  });
  expect(retries).toBeGreaterThan(1000);
});

test('participants only ever go forward, groups of a lobby are disjoint, nobody plays two games at once', () => {
  let games = 0;
  let groups = 0;
  forAll(({ moments }) => {
    for (const { before, after } of moments) {
      for (const one of after.participants) {
        const was = before.participants.find((some) => some.participant === one.participant);
        const index = one.place.at === 'door' ? -1 : one.place.index;
        const wasIndex = !was || was.place.at === 'door' ? -1 : was.place.index;
        expect(index).toBeGreaterThanOrEqual(wasIndex);
        if (was?.place.at === 'declined' || was?.place.at === 'finished') expect(one.place).toEqual(was.place);
        expect(one.place.at).not.toBe('between');
      }
    }
    const last = moments.at(-1)?.after;
    const grouped = last?.groups.flatMap((group) => group.members) ?? [];
    expect(new Set(grouped).size).toBe(grouped.length);
    expect(new Set(last?.games.map((game) => game.game)).size).toBe(last?.games.length);
    for (const { after } of moments) {
      const playing = wantedGames(after).flatMap((game) =>
        Object.values(game.members).flatMap((m) => ('seat' in m ? [m.seat] : [])),
      );
      expect(new Set(playing).size).toBe(playing.length);
    }
    games += last?.games.length ?? 0;
    groups += last?.groups.length ?? 0;
  });
  expect(games).toBeGreaterThan(50);
  expect(groups).toBeGreaterThan(10);
});

test('who declined is in no group and no game after it', () => {
  forAll(({ events }) => {
    const declined = new Set<string>();
    for (const event of events) {
      if (event.type === 'participantDeclined') declined.add(event.participant);
      if (event.type === 'groupFormed') expect(event.members.filter((member) => declined.has(member))).toEqual([]);
      if (event.type === 'gameFormed')
        expect(Object.values(event.members).filter((m) => 'participant' in m && declined.has(m.participant))).toEqual(
          [],
        );
    }
  });
});

test('the timer tells exactly when passing time decides something', () => {
  let timers = 0;
  forAll(({ moments }) => {
    for (const { after, atMs } of moments) {
      const timerMs = nextTimerMs(after);
      if (timerMs === null) {
        expect(decideSession(after, { type: 'passTime' }, context(atMs + 1e9))).toEqual({ ok: true, events: [] });
        continue;
      }
      timers++;
      expect(decideSession(after, { type: 'passTime' }, context(timerMs - 0.01))).toEqual({ ok: true, events: [] });
      const due = decideSession(after, { type: 'passTime' }, context(timerMs));
      expect(due.ok && due.events.length).toBeGreaterThan(0);
    }
  }, 300);
  expect(timers).toBeGreaterThan(20);
});

test('nobody is ever stuck: from any moment on, all who do what they see come to an end', () => {
  forAll(({ moments }) => {
    const last = moments.at(-1);
    let state = last?.after;
    let atMs = last?.atMs ?? 0;
    if (!state || state.phase.phase === 'ended' || state.phase.phase === 'lobby') return;
    const act = (command: SessionCommand | null): boolean => {
      if (!state || !command) return false;
      const decision = decideSession(state, command, context(atMs));
      if (!decision.ok) throw new Error(`${command.type}: ${decision.error.message}`);
      for (const event of decision.events) state = applySession(state, event);
      return decision.events.length > 0;
    };
    act({ type: 'resumeSession' });
    for (const { seat } of state.participants) act({ type: 'connectStation', seat, station: 's' });
    const isOver = () => state?.participants.every(({ place }) => place.at === 'finished' || place.at === 'declined');
    for (let round = 0; !isOver(); round++) {
      expect(round).toBeLessThan(200);
      const moved = state.participants.map(({ seat }) => state && act(intendSeat(state, seat, 9)));
      const played = wantedGames(state).map((_, nth) => state && act(intendGame(state, nth, 9)));
      if (moved.includes(true) || played.includes(true)) continue;
      const timerMs = nextTimerMs(state);
      expect(timerMs, JSON.stringify(viewSession(state))).not.toBeNull();
      atMs = timerMs ?? 0;
      act({ type: 'passTime' });
    }
  });
});

test('by seats, who plays with whom does not depend on who is fast', () => {
  const seats = [1, 2, 3, 4, 5];
  const meet = fc.tuple(fc.shuffledSubarray(seats, { minLength: 5 }), fc.integer({ min: 2, max: 3 }));
  fc.assert(
    fc.property(meet, ([order, groupSize]) => {
      const room = openRoom(makeStudy([page('one'), lobby('meet', { groupSize }), end('bye')], { min: 1, max: 5 }));
      room.seat(5);
      room.act({ type: 'startSession' });
      for (const seat of order) room.act({ type: 'advanceScene', participant: `p${seat}`, scene: 'one' });
      const groups = room.state().groups.map((group) => group.group);
      const expected = groupSize === 2 ? ['LAB01+LAB02', 'LAB03+LAB04', 'LAB05'] : ['LAB01+LAB02+LAB03', 'LAB04+LAB05'];
      expect(groups.sort()).toEqual(expected.map((seated) => `meet.${seated}`));
    }),
  );
});
