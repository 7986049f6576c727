/** Why a command did not do what it says, in words for the terminal. `exitCode` 2: it was called wrongly; 1: it failed. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
