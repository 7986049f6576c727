/** The column of a question's answer in a file that has columns of its own: a question that is named like one of them stands aside. */
export const answerColumn = (question: string, own: readonly string[]): string =>
  own.includes(question) ? `answer.${question}` : question;
