import type { Action } from '../../../protocol/environment';

/** How a model that acts for an agent reacts: it sees what was `reactionTicks` ago, and decides every `everyTicks`. */
export type Reaction = { reactionTicks: number; everyTicks: number };

/** What models see and when they decide, where they are to be as slow as people are. */
export type Reactions = {
  /** Takes the observations of tick `tick`; returns what the agents' models are to be asked about now. */
  take(tick: number, episodeSeed: number, observations: Record<string, unknown>): Record<string, unknown>;
  /** The action that an agent goes on with in a tick for which its model was not asked; null when it was asked. */
  repeated(agent: string): { action: Action } | null;
  /** What was played for an agent whose model had been asked. */
  played(agent: string, action: Action): void;
};

type Course = Reaction & { seen: unknown[]; asked: boolean; last: { action: Action } | null };

/** Every episode begins anew: until so much was seen, the first observation is the one that is acted on. */
export function createReactions(reactions: Record<string, Reaction>): Reactions {
  const courses = new Map<string, Course>();
  let current = { seed: Number.NaN, tick: -1 };

  function begin(): void {
    for (const [agent, reaction] of Object.entries(reactions))
      courses.set(agent, { ...reaction, seen: [], asked: false, last: null });
  }

  return {
    take(tick, episodeSeed, observations) {
      if (episodeSeed !== current.seed || tick <= current.tick) begin();
      current = { seed: episodeSeed, tick };
      const due: Record<string, unknown> = {};
      for (const [agent, course] of courses) {
        if (!(agent in observations)) continue;
        course.seen = [...course.seen.slice(-course.reactionTicks || course.seen.length), observations[agent]];
        course.asked = tick % course.everyTicks === 0 || course.last === null;
        if (course.asked) due[agent] = course.seen[0];
      }
      return due;
    },
    repeated(agent) {
      const course = courses.get(agent);
      return course === undefined || course.asked ? null : course.last;
    },
    played(agent, action) {
      const course = courses.get(agent);
      if (course?.asked === true) course.last = { action };
    },
  };
}
