import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeJournalLock } from '../takeJournalLock.node';
import { listFiles } from '../writeChecksums.node';
import { decryptRecord } from './decryptRecord.node';
import { encryptRecord } from './encryptRecord.node';
import { lockedFileOf } from './lockedName';
import { sweepHalfMade } from './withRecordAlone.node';

const passphrase = 'four Wörter of a Sätze';
/** Guessing is as cheap as it gets here: what is tested is not scrypt. */
const workFactor = 4;
const onProgress = (): void => undefined;
let root: string;
let study: string;
let record: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'locked-'));
  study = join(root, 'volley');
  record = join(study, '2026-03-14_0926_ABCD2345');
  mkdirSync(join(record, 'study', 'deep'), { recursive: true, mode: 0o700 });
  mkdirSync(join(record, 'logs'), { mode: 0o700 });
  writeFileSync(join(record, 'journal.sqlite'), randomBytes(300_000), { mode: 0o600 });
  writeFileSync(join(record, 'study', 'study.yaml'), 'name: volley\n', { mode: 0o400 });
  writeFileSync(join(record, 'study', 'deep', `${'ü🦆'.repeat(30)}.md`), '', { mode: 0o600 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const contentOf = (folder: string): string[] => [
  ...listFiles(folder).map(
    (path) =>
      `${path} ${createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex')}`,
  ),
  ...readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
];
const encrypt = (): Promise<{ file: string }> =>
  encryptRecord({ recordFolder: record, passphrase, onProgress, workFactor });
const decrypt = (words = passphrase): Promise<{ folder: string }> =>
  decryptRecord({ file: lockedFileOf(record), passphrase: words, onProgress });

describe('a record that is encrypted', () => {
  it('is one file of this user, and comes back as it was, to the byte', async () => {
    const before = contentOf(record);
    const { file } = await encrypt();
    expect(readdirSync(study)).toEqual(['2026-03-14_0926_ABCD2345.tar.gz.age']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'latin1').slice(0, 31)).toBe('age-encryption.org/v1\n-> scrypt');
    expect(await decrypt()).toEqual({ folder: record });
    expect(contentOf(record)).toEqual(before);
    expect(statSync(record).mode & 0o777).toBe(0o700);
    expect(statSync(join(record, 'journal.sqlite')).mode & 0o777).toBe(0o600);
    expect(readdirSync(study).sort()).toEqual(['2026-03-14_0926_ABCD2345', '2026-03-14_0926_ABCD2345.tar.gz.age']);
  });

  it('takes the file that is there when nothing was changed since, and else overwrites nothing', async () => {
    await encrypt();
    await decrypt();
    const bytes = readFileSync(lockedFileOf(record));
    await encrypt();
    expect(readFileSync(lockedFileOf(record)).equals(bytes)).toBe(true);
    expect(readdirSync(study)).toHaveLength(1);
    await decrypt();
    writeFileSync(join(record, 'logs', 'host.log'), 'one line more');
    const before = contentOf(record);
    await expect(encrypt()).rejects.toMatchObject({ code: 'record/exists' });
    expect(contentOf(record)).toEqual(before);
    expect(readFileSync(lockedFileOf(record)).equals(bytes)).toBe(true);
  });

  it('is the same passphrase however a keyboard writes its letters, and no other', async () => {
    await encrypt();
    await expect(decrypt(`${passphrase}x`)).rejects.toMatchObject({ code: 'record/wrongPassphrase' });
    expect(readdirSync(study)).toEqual(['2026-03-14_0926_ABCD2345.tar.gz.age']);
    expect(passphrase.normalize('NFD')).not.toBe(passphrase);
    await decrypt(passphrase.normalize('NFD'));
  });

  it('is not taken out in part when the file is cut off or changed anywhere, or is another one', async () => {
    await encrypt();
    const file = lockedFileOf(record);
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    changed[whole.length >> 1] = (changed[whole.length >> 1] ?? 0) ^ 1;
    const broken = [0, 10, 100, 170, whole.length >> 1, whole.length - 1, whole.length - 16].map((length) =>
      whole.subarray(0, length),
    );
    for (const bytes of [...broken, changed, Buffer.concat([whole, whole]), randomBytes(2 ** 20)]) {
      writeFileSync(file, bytes);
      await expect(decrypt()).rejects.toMatchObject({
        code: 'record/damaged',
        message: expect.stringMatching(/look for another copy/) as string,
      });
      expect(readdirSync(study)).toEqual(['2026-03-14_0926_ABCD2345.tar.gz.age']);
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
  });

  it('is left alone while it is written, when a link in it would be lost, and when there is no room for its file', async () => {
    const release = takeJournalLock(join(record, 'journal.sqlite'), 0);
    await expect(encrypt()).rejects.toMatchObject({ code: 'record/inUse' });
    release();
    symlinkSync('/etc/hostname', join(record, 'link'));
    await expect(encrypt()).rejects.toMatchObject({ code: 'record/badTarget' });
    rmSync(join(record, 'link'));
    const before = contentOf(record);
    mkdirSync(lockedFileOf(record));
    await expect(encrypt()).rejects.toThrow();
    expect(contentOf(record)).toEqual(before);
    await expect(decrypt()).rejects.toMatchObject({ code: 'record/missing' });
  });

  it('leaves nothing half made behind for long', async () => {
    await encrypt();
    for (const name of ['.decrypting-x', '.removing-x']) {
      mkdirSync(join(study, name));
      writeFileSync(join(study, name, 'journal.sqlite'), 'plain');
    }
    writeFileSync(join(study, '.x.tar.gz.age.part'), 'half');
    writeFileSync(join(study, '.other'), 'not ours');
    const release = takeJournalLock(join(study, '.x'), 0);
    sweepHalfMade(root);
    expect(readdirSync(study)).toHaveLength(6);
    release();
    sweepHalfMade(root);
    expect(readdirSync(study).sort()).toEqual(['.other', '2026-03-14_0926_ABCD2345.tar.gz.age']);
  });
});

const isAgeHere = spawnSync('age', ['--version']).status === 0 && spawnSync('python3', ['--version']).status === 0;
if (!isAgeHere)
  console.warn('age (Debian: apt-get install age) is not installed here: its format is not compared with ours.');
/** age reads passphrases from a terminal only. */
const typed = `
import os, pty, sys
secret, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
told, left = b"", 2 if "-p" in command else 1
while True:
    try: piece = os.read(terminal, 1024)
    except OSError: break
    if not piece: break
    told += piece
    if left and told.rstrip().endswith(b":"):
        os.write(terminal, secret.encode() + b"\\n"); told = b""; left -= 1
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
const age = (...args: string[]): void =>
  void execFileSync('python3', ['-c', typed, passphrase, 'age', ...args], { stdio: 'pipe' });

describe.skipIf(!isAgeHere)('beside Debian’s age', () => {
  it('writes what age decrypts and tar unpacks', async () => {
    const before = contentOf(record);
    const { file } = await encryptRecord({ recordFolder: record, passphrase, onProgress });
    age('-d', '-o', join(root, 'out.tar.gz'), file);
    execFileSync('tar', ['xzf', join(root, 'out.tar.gz'), '-C', root]);
    expect(contentOf(join(root, '2026-03-14_0926_ABCD2345'))).toEqual(before);
  });

  it('reads what tar packed and age encrypted', async () => {
    const before = contentOf(record);
    execFileSync('tar', ['czf', join(root, 'in.tar.gz'), '-C', study, '2026-03-14_0926_ABCD2345']);
    rmSync(record, { recursive: true });
    age('-p', '-o', lockedFileOf(record), join(root, 'in.tar.gz'));
    await decrypt();
    expect(contentOf(record)).toEqual(before);
  });
});
