import type { Fact } from './Draft';
import { playedScene } from './playedScene';
import { playMsAt, sessionMsAt } from './playTime';
import type { GameState, ParticipantState, SessionState } from './SessionState';

type Vacancy = { game: GameState; agent: string; one: ParticipantState };

/** The next agent that a policy takes over at session time `atMs`, because its participant has been gone for long enough. */
export const nextTakeOver = (state: SessionState, atMs: number): Fact | null => {
  for (const vacancy of vacancies(state)) {
    const { game, agent, one, policy, dueMs } = vacancy;
    if (atMs < dueMs) continue;
    const awayMs = Math.max(0, playMsAt(state, atMs) - one.awaySincePlayMs);
    const { participant } = one;
    return { type: 'agentTakenOver', game: game.game, agent, participant, policy, awayMs };
  }
  return null;
};

/** The next agent whose participant is back. */
export const nextHandBack = (state: SessionState): Fact | null => {
  for (const { game, agent, one } of humanAgentsInPlay(state))
    if (one.connected && agent in game.takenOver)
      return { type: 'agentHandedBack', game: game.game, agent, participant: one.participant };
  return null;
};

/** Session times at which agents are taken over, if nobody comes back. */
export const takeOverTimesMs = (state: SessionState): number[] => vacancies(state).map(({ dueMs }) => dueMs);

/** Agents of people who are gone, for whom a policy may act and does not yet. */
const vacancies = (state: SessionState): (Vacancy & { policy: string; dueMs: number })[] =>
  humanAgentsInPlay(state).flatMap((vacancy) => {
    const { game, agent, one } = vacancy;
    const { takeOver } = playedScene(state, game).scene;
    const policy = takeOver?.policies[agent];
    if (takeOver === null || policy === undefined || one.connected || agent in game.takenOver) return [];
    return [{ ...vacancy, policy, dueMs: sessionMsAt(state, one.awaySincePlayMs + takeOver.afterMs) }];
  });

const humanAgentsInPlay = (state: SessionState): Vacancy[] =>
  state.games
    .filter((game) => game.outcome.phase === 'playing')
    .flatMap((game) =>
      Object.entries(game.members).flatMap(([agent, member]) => {
        const one = state.participants.find(
          (some) => 'participant' in member && some.participant === member.participant,
        );
        return one === undefined ? [] : [{ game, agent, one }];
      }),
    );
