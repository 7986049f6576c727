import type { EnvironmentSpec } from '../../../protocol/study';
import { playedScene } from './playedScene';
import type { GameState, SceneOf, SessionState } from './SessionState';

/** A game that must be running now. */
export type WantedGame = {
  game: string;
  scene: SceneOf<'game'>;
  environment: EnvironmentSpec;
  /** Agent → who acts for it. */
  members: Record<string, { participant: string; seat: string } | { policy: string }>;
  /** Agents of people who are gone, for whom a policy acts. */
  takenOver: string[];
  /** Of the game; an episode's own seed is `deriveEpisodeSeed(seed, episode)`. */
  seed: number;
  /** Index from 0 of the episode to play. It is `scene.episodes` when all are played and only `finishGame` is missing. */
  episode: number;
  paused: boolean;
};

/** All games that must be running now. The host starts, pauses and stops games until those that run are these. */
export const wantedGames = (state: SessionState): WantedGame[] => {
  const { phase } = state.phase;
  if (phase !== 'running' && phase !== 'paused') return [];
  return state.games
    .filter((game) => game.outcome.phase === 'playing')
    .map((game) => wantedGame(state, game, phase === 'paused' || game.paused));
};

const wantedGame = (state: SessionState, game: GameState, paused: boolean): WantedGame => {
  const { scene, study } = playedScene(state, game);
  const environment = study.environments[scene.environment];
  if (!environment) throw new Error(`No environment ${scene.environment} in study ${state.study.name}.`);
  const members: WantedGame['members'] = {};
  for (const [agent, member] of Object.entries(game.members)) {
    if ('policy' in member) members[agent] = member;
    else members[agent] = { participant: member.participant, seat: seatOf(state, member.participant) };
  }
  const { seed, episode } = game;
  const takenOver = Object.keys(game.takenOver);
  return { game: game.game, scene, environment, members, takenOver, seed, episode, paused };
};

const seatOf = (state: SessionState, participant: string): string =>
  state.participants.find((one) => one.participant === participant)?.seat ?? '';
