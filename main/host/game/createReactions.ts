import type { Action } from '../../../protocol/environment';

/** How a model that acts for an agent reacts: it sees what was `reactionTicks` ago, and decides every `everyTicks`. */
export type Reaction = { reactionTicks: number; everyTicks: number };

/** What models see and when they decide, where they are to be as slow as people are. */
export type Reactions = {
  /** Takes the observations of tick `tick`; returns what the agents' models are to be asked about now. */
  take(tick: number, episodeSeed: number, observations: Record<string, unknown>): Record<string, unknown>;
  /** The action that an agent goes on with in a tick for which its model was not asked; null when it was asked. */
  repeated(agent: string): { action: Action } | null;
  /** Lets the agent's model begin anew with what it sees next. */
  forget(agent: string): void;
  /** What was played for an agent whose model had been asked. */
  played(agent: string, action: Action): void;
};

type Course = Reaction & {
  /** The last tick that it has seen, and the seed of its episode. */
  at: { seed: number; tick: number } | null;
  seen: unknown[];
  asked: boolean;
  last: { action: Action } | null;
};

const nothingSeen: Omit<Course, keyof Reaction> = { at: null, seen: [], asked: false, last: null };

/** Every episode begins anew: until so much was seen, the first observation is the one that is acted on. */
export function createReactions(reactions: Record<string, Reaction>): Reactions {
  const courses = new Map<string, Course>(
    Object.entries(reactions).map(([agent, reaction]) => [agent, { ...reaction, ...nothingSeen }]),
  );

  return {
    take(tick, episodeSeed, observations) {
      const due: Record<string, unknown> = {};
      for (const [agent, course] of courses) {
        if (!(agent in observations)) continue;
        if (episodeSeed !== course.at?.seed || tick <= course.at.tick) Object.assign(course, nothingSeen);
        course.at = { seed: episodeSeed, tick };
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
    forget(agent) {
      Object.assign(courses.get(agent) ?? {}, nothingSeen);
    },
    played(agent, action) {
      const course = courses.get(agent);
      if (course?.asked === true) course.last = { action };
    },
  };
}
