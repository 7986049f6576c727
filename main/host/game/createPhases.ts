/** The moments within a period at which games of one session are due. */
export type Phases = {
  /**
   * Gives a game its moment: the first from `atMs` on, and less than a period later, that is farthest from those of the other
   * games of this period. It is the game's until it takes another or leaves. Times are session time, ms.
   */
  take(game: string, periodMs: number, atMs: number): number;
  leave(game: string): void;
};

/**
 * Games that were started, or held up, together would be due together in every tick, and the last of them always late. With
 * their moments spread over the period each finds the host and the interpreters free.
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

/** Two gaps that differ by less are alike, ms: the sooner is taken. */
const ALIKE_MS = 1e-6;

/** The middle of the widest gap between `others` modulo the period; of gaps alike the one that comes first after `atMs`. */
export function findFreeMoment(others: readonly number[], periodMs: number, atMs: number): number {
  // As delays from `atMs`: what is asked for is then the delay itself.
  const delays = others.map((other) => modulo(other - atMs, periodMs)).sort((one, other) => one - other);
  let best = { widthMs: 0, delayMs: 0 };
  for (const [index, delayMs] of delays.entries()) {
    const nextMs = delays[index + 1] ?? (delays[0] ?? 0) + periodMs;
    const widthMs = nextMs - delayMs;
    const middleMs = modulo(delayMs + widthMs / 2, periodMs);
    const isWider = widthMs > best.widthMs + ALIKE_MS;
    const isSooner = widthMs > best.widthMs - ALIKE_MS && middleMs < best.delayMs;
    if (isWider || isSooner) best = { widthMs, delayMs: middleMs };
  }
  return atMs + best.delayMs;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
