import { deriveEpisodeSeed } from './deriveSeed';
import { accept, addFact, refuse, type Draft, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';
import { playedScene } from './playedScene';
import type { GameState } from './SessionState';

type GameCommand = CommandOf<'startEpisode' | 'endEpisode' | 'restoreGame' | 'finishGame' | 'failGame'>;

/**
 * What a running game reports. Accepted in every phase, also after the session's end, because it has happened; only the
 * participants' ways do not depend on it any more then.
 */
export const decideGame = (draft: Draft, command: GameCommand): Verdict => {
  const now = draft.state.games.find((one) => one.game === command.game);
  if (!now) return refuse('game/unknown', `There is no game ${command.game} in this session.`);
  const { game } = now;
  if (now.outcome.phase !== 'playing') {
    const said = now.outcome.phase === 'finished' ? 'finishGame' : 'failGame';
    const late =
      command.type === 'endEpisode' || command.type === 'startEpisode' ? command.episode < now.episode : false;
    return command.type === said || late
      ? accept(draft)
      : refuse('game/over', `Game ${game} is over (${now.outcome.phase}).`);
  }
  switch (command.type) {
    case 'startEpisode':
      return decideEpisodeStart(draft, now, command.episode);
    case 'endEpisode': {
      if (command.episode < now.episode) return accept(draft);
      if (command.episode > now.episode || !now.episodeStarted) return wrongEpisode(now, command.episode);
      const { type: _, ...told } = command;
      return accept(addFact(draft, { type: 'episodeEnded', ...told }));
    }
    case 'restoreGame': {
      const { type: _, ...told } = command;
      return accept(addFact(draft, { type: 'gameRestored', ...told }));
    }
    case 'finishGame':
      if (now.episode < playedScene(draft.state, now).scene.episodes)
        return refuse('game/unfinished', `Game ${game} still has episode ${now.episode + 1} to play.`);
      return accept(addFact(draft, { type: 'gameFinished', game }));
    case 'failGame': {
      const { type: _, ...told } = command;
      return accept(addFact(draft, { type: 'gameFailed', ...told }));
    }
  }
};

const decideEpisodeStart = (draft: Draft, now: GameState, episode: number): Verdict => {
  if (episode < now.episode || (episode === now.episode && now.episodeStarted)) return accept(draft);
  if (episode > now.episode || episode >= playedScene(draft.state, now).scene.episodes)
    return wrongEpisode(now, episode);
  return accept(
    addFact(draft, { type: 'episodeStarted', game: now.game, episode, seed: deriveEpisodeSeed(now.seed, episode) }),
  );
};

const wrongEpisode = (now: GameState, episode: number): Verdict =>
  refuse('game/wrongEpisode', `Game ${now.game} is at episode ${now.episode + 1}, not at ${episode + 1}.`);
