/** When ticks are due. Times are milliseconds of one clock; every deadline counts from one origin, so errors do not add up. */
export type Pacing = { periodMs: number; originTick: number; originMs: number };

/**
 * Ticks that a stall may leave to be caught up with; after a longer one the clock is moved instead. They follow at once: people
 * see a jump, and a host that dies just then has shown more ticks than it has written.
 */
export const CATCH_UP_TICKS = 3;

/** Tick `tick` is due at `atMs`, the others at `tickHz` around it. */
export function startPacing(tickHz: number, tick: number, atMs: number): Pacing {
  return { periodMs: 1000 / tickHz, originTick: tick, originMs: atMs };
}

export function deadlineMs(pacing: Pacing, tick: number): number {
  return pacing.originMs + (tick - pacing.originTick) * pacing.periodMs;
}

/** With less of its tick left than this share, a policy is given a whole tick. */
const FAIR_SHARE = 0.5;

/** Woken later than this, the host was busy itself: an answer may lie unread, and is read within the same time. */
const UNREAD_MS = 2;

/**
 * Until when tick `tick` waits for policies that were asked at `askedAtMs`, seen at `nowMs` when it is due: not at all beyond
 * its deadline, unless a stall has eaten most of their time; then one whole tick from the asking.
 */
export function answersDueMs(pacing: Pacing, tick: number, askedAtMs: number, nowMs: number): number {
  const dueMs = deadlineMs(pacing, tick);
  const fairMs = dueMs - askedAtMs >= FAIR_SHARE * pacing.periodMs ? dueMs : askedAtMs + pacing.periodMs;
  return nowMs - dueMs > UNREAD_MS ? Math.max(fairMs, nowMs + UNREAD_MS) : fairMs;
}

/**
 * Pacing for tick `tick` and on, seen at `nowMs`: as it was, or, when more than CATCH_UP_TICKS are overdue, with `tick` due now
 * or at what `spread` makes of that.
 */
export function catchUp(
  pacing: Pacing,
  tick: number,
  nowMs: number,
  spread: (atMs: number) => number,
): { pacing: Pacing; movedMs: number } {
  const dueMs = deadlineMs(pacing, tick);
  if (nowMs - dueMs <= CATCH_UP_TICKS * pacing.periodMs) return { pacing, movedMs: 0 };
  const originMs = spread(nowMs);
  return { pacing: { ...pacing, originTick: tick, originMs }, movedMs: originMs - dueMs };
}
