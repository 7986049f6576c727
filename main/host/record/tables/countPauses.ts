import type { SessionEvent } from '../../../../protocol/event';

/** Whether the operator had play stand still, and for how long, in each game. */
export type PauseCount = {
  add(event: SessionEvent, atMs: number): void;
  /** How often, and how long, a game stood still since the last call: of the episode that has just ended, or goes on. */
  take(game: string, atMs: number): { pauses: number; pausedMs: number };
};

type Course = { isPaused: boolean; sinceMs: number | null; pauses: number; pausedMs: number };

/** A game stands still while it is paused, or the whole session is; both at once are one pause. */
export function countPauses(games: Iterable<string>): PauseCount {
  const courses = new Map<string, Course>(
    [...games].map((game) => [game, { isPaused: false, sinceMs: null, pauses: 0, pausedMs: 0 }]),
  );
  let isSessionPaused = false;

  function settle(course: Course, atMs: number): void {
    const isStill = course.isPaused || isSessionPaused;
    if (isStill && course.sinceMs === null) {
      course.sinceMs = atMs;
      course.pauses += 1;
    } else if (!isStill && course.sinceMs !== null) {
      course.pausedMs += atMs - course.sinceMs;
      course.sinceMs = null;
    }
  }

  return {
    add(event, atMs) {
      if (event.type === 'sessionPaused' || event.type === 'sessionResumed') {
        isSessionPaused = event.type === 'sessionPaused';
        for (const course of courses.values()) settle(course, atMs);
      } else if (event.type === 'gamePaused' || event.type === 'gameResumed') {
        const course = courses.get(event.game);
        if (course === undefined) return;
        course.isPaused = event.type === 'gamePaused';
        settle(course, atMs);
      }
    },
    take(game, atMs) {
      const course = courses.get(game);
      if (course === undefined) return { pauses: 0, pausedMs: 0 };
      const { pauses, pausedMs, sinceMs } = course;
      const running = sinceMs === null ? 0 : atMs - sinceMs;
      Object.assign(course, { pauses: 0, pausedMs: 0, sinceMs: sinceMs === null ? null : atMs });
      return { pauses, pausedMs: pausedMs + running };
    },
  };
}
