/** The moments within a period at which games of one session are due. */
export type Phases = {
  /**
   * Gives a game its moment: the first from `atMs` on, and less than a period later, that is farthest from those of the other
   * games of this period, or one that few of them have. It is the game's until it takes another or leaves. Times are session time, ms.
   */
  take(game: string, periodMs: number, atMs: number): number;
  leave(game: string): void;
};

/**
 * Games that were started, or held up, together would be due together in every tick, and the last of them always late. With
 * their moments spread over the period each finds the host and the interpreters free. Where there are too many for that, a few
 * share each moment: what an interpreter or a model is asked together costs less than waking it for each.
 */
export function createPhases(): Phases {
  const taken = new Map<string, { periodMs: number; atMs: number }>();
  return {
    take(game, periodMs, atMs) {
      taken.delete(game);
      const others = [...taken.values()].filter((one) => one.periodMs === periodMs).map((one) => one.atMs);
      const mineMs = findFreeMoment(others, periodMs, atMs);
      taken.set(game, { periodMs, atMs: mineMs });
      return mineMs;
    },
    leave: (game) => void taken.delete(game),
  };
}

/** Two gaps that differ by less are alike, and moments that near are one, ms. */
const ALIKE_MS = 1e-6;
/** Moments nearer than this to each other gain nothing. */
const APART_MS = 4;

/** As a delay from the time that was asked for, with how many games have it. */
type Moment = { delayMs: number; games: number };

/**
 * The middle of the widest gap between `others` modulo the period; of gaps alike the one that comes first after `atMs`. Where that
 * is too near to its neighbours, a moment that others have already, and fewest of them.
 */
export function findFreeMoment(others: readonly number[], periodMs: number, atMs: number): number {
  const moments = listMoments(others, periodMs, atMs);
  let best = { widthMs: 0, delayMs: 0 };
  for (const [index, { delayMs }] of moments.entries()) {
    const nextMs = moments[index + 1]?.delayMs ?? (moments[0]?.delayMs ?? 0) + periodMs;
    const widthMs = nextMs - delayMs;
    const middleMs = modulo(delayMs + widthMs / 2, periodMs);
    const isWider = widthMs > best.widthMs + ALIKE_MS;
    const isSooner = widthMs > best.widthMs - ALIKE_MS && middleMs < best.delayMs;
    if (isWider || isSooner) best = { widthMs, delayMs: middleMs };
  }
  if (moments.length === 0 || best.widthMs / 2 >= APART_MS) return atMs + best.delayMs;
  return atMs + moments.reduce((least, one) => (one.games < least.games ? one : least)).delayMs;
}

/** In the order in which they come. */
function listMoments(others: readonly number[], periodMs: number, atMs: number): Moment[] {
  const moments: Moment[] = [];
  for (const delayMs of others.map((other) => modulo(other - atMs, periodMs)).sort((one, other) => one - other)) {
    const last = moments.at(-1);
    if (last !== undefined && delayMs - last.delayMs < ALIKE_MS) last.games += 1;
    else moments.push({ delayMs, games: 1 });
  }
  return moments;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
