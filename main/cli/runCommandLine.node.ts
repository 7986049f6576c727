import { CommanderError } from 'commander';
import { CliError } from './CliError';
import { createProgram } from './createProgram.node';
import { findPaths } from './findPaths.node';

/**
 * Runs one command of the command line. Returns the exit code: 0 when what the command says has happened, 1 when it has not,
 * 2 when it was called wrongly. Errors are told on stderr, in words.
 */
export async function runCommandLine(args: readonly string[], root: string): Promise<0 | 1 | 2> {
  try {
    await createProgram(findPaths(root)).parseAsync(args, { from: 'user' });
    return 0;
  } catch (cause) {
    // commander has told it already; only asking for help or the version is no mistake.
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    return cause instanceof CliError ? cause.exitCode : 1;
  }
}
