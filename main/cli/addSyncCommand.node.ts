import type { Command } from 'commander';
import { resolve } from 'node:path';
import { syncTarget } from '../../protocol/sync';
import { CliError } from './CliError';
import { defaultDataDir } from './defaultDataDir.node';
import { describeSync, isAllThere } from './describeSync';
import type { CubiclePaths } from './findPaths.node';
import { wholeNumber } from './parseOptions';
import { addSyncTarget, readSyncReport, removeSyncTarget, syncRecords } from './syncRecords.node';

type Say = (line: string) => void;
type DataOption = { data?: string };
type AddOptions = DataOption & {
  folder?: string;
  webdav?: string;
  s3?: string;
  postgres?: string;
  user: string;
  bucket: string;
  prefix: string;
  region: string;
  accessKey: string;
  tls: boolean;
  runningEvery: number;
};

const dataOption = ['--data <folder>', 'folder of the records (default: ~/Cubicle)'] as const;
const folderOf = ({ data }: DataOption): string => resolve(data ?? defaultDataDir());

/** `cubicle sync`: copies of the records elsewhere. */
export function addSyncCommand(program: Command, paths: CubiclePaths, out: Say, tell: Say): void {
  const sync = program
    .command('sync')
    .description('send the records to where copies of them are kept')
    .option(...dataOption)
    .option('--report', 'send nothing; say what is where, also while a host runs')
    .addHelpText(
      'after',
      `
Examples:
  $ cubicle sync add nas --folder /mnt/lab/records     keep copies on a network share
  $ cubicle sync                                       send what is not there yet
  $ cubicle sync --report                              say what is where

A host that runs sends by itself. A target's password is read from CUBICLE_SYNC_SECRET_<NAME>.
The exit code is 0 only if every record is at every target, verified.`,
    )
    .action(async (options: DataOption & { report?: boolean }) => {
      const dataDir = folderOf(options);
      const view = options.report ? await readSyncReport(dataDir) : await syncRecords(dataDir, paths, tell);
      out(describeSync(view));
      if (!isAllThere(view)) throw new CliError('Not every record is at every target.');
    });

  sync
    .command('add')
    .description('add a target, or change the one of this name, after trying it')
    .argument('<name>', 'small letters, digits and -')
    .option(...dataOption)
    .option('--folder <path>', 'an existing folder: a network share, a disk')
    .option('--webdav <address>', 'a folder on a WebDAV server, as Nextcloud has it; with --user')
    .option('--s3 <address>', 'S3 or what speaks its protocol; with --bucket and --access-key')
    .option('--postgres <host/database>', 'rows into a database: HOST[:PORT]/DATABASE; with --user')
    .option('--user <name>', 'user name', '')
    .option('--bucket <name>', 'name of the bucket', '')
    .option('--prefix <text>', 'what names in the bucket begin with', '')
    .option('--region <name>', 'region of the bucket', 'us-east-1')
    .option('--access-key <id>', 'the public half of the key', '')
    .option('--no-tls', 'a database without TLS: only on this machine, or in a network of its own')
    .option(
      '--running-every <minutes>',
      'send copies of running sessions too, at most this often',
      wholeNumber(0, 1440),
      0,
    )
    .action(async (name: string, options: AddOptions, command: Command) => {
      const target = syncTarget.safeParse({
        name,
        settings: settingsOf(options),
        runningEveryMin: options.runningEvery,
      });
      if (!target.success)
        throw new CliError(
          target.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
          2,
        );
      await addSyncTarget(target.data, folderOf(withParent(options, command)), paths);
      out(`${name} works, and gets a copy of every session that has ended.`);
    });

  sync
    .command('remove')
    .description('forget a target; what is there stays there')
    .argument('<name>', 'the name it was added under')
    .option(...dataOption)
    .action(async (name: string, options: DataOption, command: Command) => {
      await removeSyncTarget(name, folderOf(withParent(options, command)), paths);
      out(`${name} gets nothing more. What is there stays there.`);
    });
}

/** `cubicle sync --data DIR add …` says the same as `cubicle sync add … --data DIR`. */
function withParent(options: DataOption, command: Command): DataOption {
  return { ...command.parent?.opts<DataOption>(), ...options };
}

/** What is missing or wrong in it is told by the schema. */
function settingsOf(options: AddOptions): unknown {
  const { folder, webdav, s3, postgres, user, bucket, prefix, region, accessKey, tls } = options;
  const given = [folder, webdav, s3, postgres].filter((one) => one !== undefined);
  if (given.length !== 1) throw new CliError('Say where to, once: --folder, --webdav, --s3 or --postgres.', 2);
  if (folder !== undefined) return { kind: 'folder', path: resolve(folder) };
  if (webdav !== undefined) return { kind: 'webdav', url: webdav, user };
  if (s3 !== undefined) return { kind: 's3', endpoint: s3, region, bucket, prefix, accessKey };
  const [, host, port, database] = /^([^:/@]+)(?::(\d+))?\/([^/]+)$/.exec(postgres ?? '') ?? [];
  if (host === undefined || database === undefined)
    throw new CliError(`--postgres ${postgres}: expected HOST[:PORT]/DATABASE.`, 2);
  return { kind: 'postgres', host, port: Number(port ?? 5432), database, user, tls };
}
