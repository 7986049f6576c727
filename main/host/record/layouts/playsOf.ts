import type { EventOf } from '../../../../protocol/event';
import type { GameFacts, SessionFacts } from '../tables/SessionFacts';

/** One episode as one participant played it. */
export type Play = {
  game: GameFacts;
  episode: number;
  participant: string;
  agent: string;
  /** Number of the episode among all that the participant played in this scene, from 0. */
  number: number;
  started: EventOf<'episodeStarted'>;
  /** Null when it was never finished. */
  ended: EventOf<'episodeEnded'> | null;
};

/** Every episode of every participant, in the order in which the episodes began. */
export function playsOf({ events, games }: SessionFacts): Play[] {
  const plays = new Map<string, Play[]>();
  const counts = new Map<string, number>();
  for (const { body } of events) {
    if (body.type === 'episodeStarted') {
      const game = games.get(body.game);
      const key = episodeKey(body.game, body.episode);
      // An episode that is taken up again after a loss is the same episode.
      if (game === undefined || plays.has(key)) continue;
      plays.set(
        key,
        humansOf(game).map(({ agent, participant }) => {
          const place = `${game.scene}/${participant}`;
          const number = counts.get(place) ?? 0;
          counts.set(place, number + 1);
          return { game, episode: body.episode, participant, agent, number, started: body, ended: null };
        }),
      );
    } else if (body.type === 'episodeEnded') {
      for (const play of plays.get(episodeKey(body.game, body.episode)) ?? []) play.ended = body;
    }
  }
  return [...plays.values()].flat();
}

export const episodeKey = (game: string, episode: number): string => `${episode}/${game}`;

function humansOf(game: GameFacts): { agent: string; participant: string }[] {
  return Object.entries(game.members).flatMap(([agent, member]) =>
    'participant' in member ? [{ agent, participant: member.participant }] : [],
  );
}
