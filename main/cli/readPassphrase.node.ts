import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError } from './CliError';
import { shortestPassphrase } from '../../protocol/passphrase';

const variable = 'CUBICLE_PASSPHRASE';

export type PassphraseOptions = {
  /** Number of an open file to read it from. */
  fd?: number | undefined;
  /** A new one: typed twice, and not too short. */
  isNew: boolean;
};

/**
 * A passphrase: from an open file, else from CUBICLE_PASSPHRASE, else typed on the terminal without being shown. Never from the
 * arguments, which every user of the machine can read.
 * @throws CliError when there is none, or a new one is too short or was not typed the same twice
 */
export async function readPassphrase({ fd, isNew }: PassphraseOptions): Promise<string> {
  const passphrase = await readAny(fd, isNew);
  if (passphrase === '') throw new CliError('The passphrase is empty. Nothing was done.', 2);
  if (isNew && passphrase.length < shortestPassphrase)
    throw new CliError(
      `A passphrase needs at least ${shortestPassphrase} characters. Take a few words. Nothing was done.`,
      2,
    );
  return passphrase;
}

async function readAny(fd: number | undefined, isNew: boolean): Promise<string> {
  if (fd !== undefined) return readOpenFile(fd);
  const given = process.env[variable];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY)
    throw new CliError(
      `There is no terminal to type a passphrase on. Put it into ${variable}, or say --passphrase-fd N.`,
      2,
    );
  const typed = await ask('Passphrase: ');
  if (isNew && (await ask('The same again: ')) !== typed)
    throw new CliError('The two passphrases are not the same. Nothing was done.', 2);
  return typed;
}

function readOpenFile(fd: number): string {
  try {
    return readFileSync(fd, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new CliError(
      `No passphrase can be read from file ${fd}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      2,
    );
  }
}

/** The terminal shows the question and nothing of the answer. */
function ask(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Only now: what is typed before the terminal was told would be shown.
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    let answer: string | null = null;
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      process.stderr.write('\n');
      if (answer === null) reject(new CliError('No passphrase was given. Nothing was done.', 2));
      else resolve(answer);
    });
  });
}
