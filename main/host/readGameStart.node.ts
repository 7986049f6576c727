import type { GameStart } from './game/GameSpec';
import type { Journal } from './record/Journal';
import type { GameState } from './session/SessionState';

/** Where a game goes on, by what the journal holds of it; null for a game of which nothing was played. `lostAtMs`: session time. */
export async function readGameStart(journal: Journal, game: GameState, lostAtMs: number): Promise<GameStart | null> {
  if (game.episode === 0 && !game.episodeStarted) return null;
  const lastSeq: Record<string, number> = {};
  await journal.rows({ kinds: ['input'], game: game.game }, (rows) => {
    for (const row of rows) {
      if (row.kind === 'input') lastSeq[row.body.agent] = Math.max(lastSeq[row.body.agent] ?? 0, row.body.seq);
    }
  });
  const ticks = game.episodeStarted ? await journal.ticks(game.game, game.episode) : null;
  return { episode: game.episode, ticks, lostAtMs, lastSeq };
}
