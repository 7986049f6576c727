import { resolve } from 'node:path';
import type { Command } from 'commander';
import { startDecrypting, startEncrypting } from '../host/record/locked/startLocking.node';
import { createProgressTeller } from './createProgressTeller.node';
import { expectRecord } from './expectRecord.node';
import type { CubiclePaths } from './findPaths.node';
import { wholeNumber } from './parseOptions';
import { readPassphrase } from './readPassphrase.node';

type Say = (line: string) => void;
type Options = { passphraseFd?: number };

const fdOption = [
  '--passphrase-fd <number>',
  'read the passphrase from this open file (default: CUBICLE_PASSPHRASE, or the terminal)',
  wholeNumber(0, 1_000_000),
] as const;

/** `cubicle encrypt` and `cubicle decrypt`: a record at rest under a passphrase. */
export function addLockCommands(program: Command, { workerFile }: CubiclePaths, out: Say, tell: Say): void {
  const onProgress = createProgressTeller(tell);

  program
    .command('encrypt')
    .description('make one encrypted file of a record, and remove the record')
    .argument('<record>', 'the folder of a record that nobody writes')
    .option(...fdOption)
    .addHelpText(
      'after',
      '\nThe record is removed only after the file was read back and was the same. A lost passphrase is lost data: nobody can help.',
    )
    .action(async (record: string, { passphraseFd: fd }: Options) => {
      const recordFolder = resolve(record);
      await expectRecord(recordFolder);
      const passphrase = await readPassphrase({ fd, isNew: true });
      const { file } = await startEncrypting(recordFolder, passphrase, { workerFile, onProgress });
      out(`Encrypted into ${file}. The record is removed.`);
    });

  program
    .command('decrypt')
    .description('make the record of an encrypted file again; the file stays')
    .argument('<file>', 'a file like <date_time>_<session>.tar.gz.age')
    .option(...fdOption)
    .action(async (file: string, { passphraseFd: fd }: Options) => {
      const passphrase = await readPassphrase({ fd, isNew: false });
      const { folder } = await startDecrypting(resolve(file), passphrase, { workerFile, onProgress });
      out(`Decrypted into ${folder}. The encrypted file stays; encrypt the record again when you are done.`);
    });
}
