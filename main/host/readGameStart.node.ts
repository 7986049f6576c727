import type { SnapshotBody } from '../../protocol/journal';
import type { GameStart } from './game/GameSpec';
import type { Journal } from './record/Journal';
import type { GameState } from './session/SessionState';

/** A snapshot that does not give its state is passed over for the one before; after so many, all is stepped again. */
const SNAPSHOTS_READ = 3;

/**
 * Where a game goes on, by what the journal holds of it; null for a game of which it holds nothing. Keys that were pressed
 * before its first episode began are of it too: their numbers are taken.
 */
export async function readGameStart(journal: Journal, game: GameState): Promise<GameStart | null> {
  const lastSeq: Record<string, number> = {};
  let lostAtMs = 0;
  let snapshots: SnapshotBody[] = [];
  await journal.rows({ game: game.game }, (rows) => {
    for (const row of rows) {
      lostAtMs = Math.max(lostAtMs, row.atMs);
      if (row.kind === 'snapshot' && row.body.episode === game.episode)
        snapshots = [...snapshots.slice(1 - SNAPSHOTS_READ), row.body];
      if (row.kind === 'input') lastSeq[row.body.agent] = Math.max(lastSeq[row.body.agent] ?? 0, row.body.seq);
    }
  });
  if (game.episode === 0 && !game.episodeStarted && Object.keys(lastSeq).length === 0) return null;
  const ticks = game.episodeStarted ? await journal.ticks(game.game, game.episode) : null;
  return { episode: game.episode, ticks, snapshots, lostAtMs, lastSeq };
}
