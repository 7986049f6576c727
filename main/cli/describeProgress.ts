import type { LiveView, SessionView } from '../../protocol/view';

/** Where a session stands, in one line: who is at which scene, and how far the games are. */
export function describeProgress(session: SessionView | null, live: LiveView): string {
  if (session === null) return 'no session';
  const finished = session.seats.filter((seat) => seat.state === 'finished' || seat.state === 'declined');
  const scenes = session.study.scenes
    .map(({ id }) => ({ id, here: session.seats.filter((seat) => seat.scene === id && !finished.includes(seat)) }))
    .filter(({ here }) => here.length > 0)
    .map(({ id, here }) => `${id} ${here.length}`);
  const games = session.games
    .filter(({ phase }) => phase === 'playing')
    .flatMap(({ game }) => live.games[game] ?? [])
    .map(({ episode, tick }) => `${episode + 1}/${tick}`);
  return [
    `${finished.length} of ${session.seats.length} at the end`,
    ...(scenes.length > 0 ? [scenes.join(', ')] : []),
    ...(games.length > 0 ? [`games at episode/tick ${games.join(' ')}`] : []),
  ].join('; ');
}
