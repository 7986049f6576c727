import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listFiles } from '../../main/host/record/writeChecksums.node';
import { makeRecord } from './makeRecord';
import { type CubicleRun, runCubicle } from './runCubicle';

const program = fileURLToPath(new URL('../../dist/cli/cubicle.cjs', import.meta.url));
const passphrase = 'correct horse battery';
let root: string;
let record: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cubicle-lock-'));
  record = await makeRecord(root, 'LOCK2345');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const cubicle = (args: readonly string[], given: string | null = null): Promise<CubicleRun> =>
  runCubicle(args, given === null ? {} : { CUBICLE_PASSPHRASE: given });
const bytesOf = (folder: string): string[] =>
  listFiles(folder).map((path) => `${path} ${readFileSync(join(folder, path)).toString('base64')}`);

it('encrypts a record from the command line, says what to do with it, and gives it back to the byte', async () => {
  const before = bytesOf(record);
  const file = `${record}.tar.gz.age`;

  for (const [given, words] of [
    [null, 'no terminal'],
    ['short', 'at least 10 characters'],
    ['', 'is empty'],
  ] as const) {
    const refused = await cubicle(['encrypt', record], given);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(words) as string });
  }
  expect(bytesOf(record)).toEqual(before);

  expect(await cubicle(['encrypt', record], passphrase)).toMatchObject({
    exitCode: 0,
    stdout: `Encrypted into ${file}. The record is removed.\n`,
  });
  expect(existsSync(record)).toBe(false);
  for (const asked of [record, file])
    for (const command of [
      ['export', asked, '--out', join(root, 'out')],
      ['verify', asked],
      ['salvage', asked, '--out', join(root, 'out')],
    ])
      expect(await cubicle(command)).toMatchObject({
        exitCode: 2,
        stderr: `${file} is an encrypted record. Decrypt it first: cubicle decrypt ${file}\n`,
      });

  const wrong = await cubicle(['decrypt', file], 'incorrect horse');
  expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('This is not the passphrase') as string });
  const whole = readFileSync(file);
  truncateSync(file, whole.length - 1);
  const cut = await cubicle(['decrypt', file], passphrase);
  expect(cut).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('cut off') as string });
  expect(readdirSync(join(root, 'volley'))).toEqual(['2026-03-14_0926_LOCK2345.tar.gz.age']);
  writeFileSync(file, whole);

  const secret = join(root, 'secret');
  writeFileSync(secret, `${passphrase}\n`);
  const fd = openSync(secret, 'r');
  const out = execFileSync(process.execPath, [program, 'decrypt', file, '--passphrase-fd', '3'], {
    stdio: ['ignore', 'pipe', 'pipe', fd],
    encoding: 'utf8',
  });
  expect(out).toContain(`Decrypted into ${record}.`);
  expect(bytesOf(record)).toEqual(before);
});

/** A terminal, as Python has one: answers each question and gives back all that was shown. */
const terminal = `
import os, pty, sys
answers, command = sys.argv[1].split("|"), sys.argv[2:]
pid, fd = pty.fork()
if pid == 0: os.execvp(command[0], command)
shown, told = b"", b""
while True:
    try: piece = os.read(fd, 1024)
    except OSError: break
    if not piece: break
    shown += piece; told += piece
    if answers and told.endswith(b": "):
        os.write(fd, answers.pop(0).encode() + b"\\r"); told = b""
os.write(1, shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

it('asks on a terminal, twice for a new one, and shows nothing of what is typed', async () => {
  const asked = await makeRecord(root, 'ASKS2345');
  const type = (answers: string, ...args: string[]): string => {
    try {
      return execFileSync('python3', ['-c', terminal, answers, process.execPath, program, ...args], {
        encoding: 'utf8',
        env: { ...process.env, CUBICLE_PASSPHRASE: undefined },
      });
    } catch (cause) {
      return cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : String(cause);
    }
  };
  const differs = type(`${passphrase}|${passphrase}x`, 'encrypt', asked);
  expect(differs).toContain('The two passphrases are not the same.');
  expect(differs).not.toContain('horse');
  expect(existsSync(asked)).toBe(true);
  const done = type(`${passphrase}|${passphrase}`, 'encrypt', asked);
  expect(done).toContain('The record is removed.');
  expect(done).not.toContain('horse');
  expect(type(passphrase, 'decrypt', `${asked}.tar.gz.age`)).toContain('Decrypted into');
});
