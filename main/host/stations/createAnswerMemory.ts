import type { Answer } from './Answer';

/** Answers to messages that must be done once, by their names: one that comes again gets the answer of the first. */
export type AnswerMemory = {
  /** Does it, unless it is under way or done. What failed may be tried again under the same name. */
  once(name: string, run: () => Promise<Answer>): Promise<Answer>;
};

/** A sender asks again within seconds; an operator's clicks of an hour fit in. */
const KEPT = 500;

export function createAnswerMemory(): AnswerMemory {
  const answers = new Map<string, Promise<Answer>>();
  return {
    once(name, run) {
      const known = answers.get(name);
      if (known) return known;
      const answer = run();
      answers.set(name, answer);
      for (const oldest of answers.keys()) {
        if (answers.size <= KEPT) break;
        answers.delete(oldest);
      }
      answer.catch(() => answers.delete(name));
      return answer;
    },
  };
}

/** As the pages make them; anything else is no name. */
export const isMessageName = (name: unknown): name is string => typeof name === 'string' && /^[0-9a-f]{32}$/.test(name);
