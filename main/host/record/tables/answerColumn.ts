/** What a quiz says besides its answers. */
export const QUIZ_OWN: readonly string[] = ['attempts'];

/** The column of a question's answer where there are other columns too: a question that is named like one of them stands aside. */
export const answerColumn = (question: string, own: readonly string[]): string =>
  own.includes(question) ? `answer.${question}` : question;

/** Answers under the names of their columns. */
export const answerCells = (
  answers: Readonly<Record<string, unknown>>,
  own: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answers).map(([name, answer]) => [answerColumn(name, own), answer]));
