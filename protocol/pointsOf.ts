import type { Member, SessionEvent } from './event';
import type { Payment } from './payment';
import type { Scene } from './study';

/** The scene and the members of a game. */
type Played = { scene: string; members: Readonly<Record<string, Member>> };

/**
 * What an event adds to the points of participants, by the study's rules. `scenesOf`: as their treatment has them; `played`: the game
 * it is about, if it is about one.
 */
export function pointsOf(
  spec: Payment,
  scenesOf: (participant: string) => readonly Scene[],
  event: SessionEvent,
  played: (game: string) => Played | undefined,
): { participant: string; points: number }[] {
  if (event.type === 'episodeEnded') {
    const game = played(event.game);
    if (game === undefined || !spec.points.includes(game.scene)) return [];
    return Object.entries(game.members).flatMap(([agent, member]) =>
      'participant' in member ? [{ participant: member.participant, points: event.returns[agent] ?? 0 }] : [],
    );
  }
  if (event.type === 'quizAttempted' && event.attempt === 1 && spec.points.includes(event.scene)) {
    const scene = scenesOf(event.participant).find((one) => one.id === event.scene);
    const asked = scene?.kind === 'quiz' ? Object.keys(scene.key) : [];
    return [{ participant: event.participant, points: asked.filter((one) => !event.wrong.includes(one)).length }];
  }
  return [];
}
