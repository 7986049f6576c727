import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { addExportCommand } from './addExportCommand.node';
import { addLockCommands } from './addLockCommands.node';
import { addSyncCommand } from './addSyncCommand.node';
import { CliError } from './CliError';
import { defaultDataDir } from './defaultDataDir.node';
import type { CubiclePaths } from './findPaths.node';
import { hostSession } from './hostSession.node';
import { importMugScript } from './mug/importMugScript.node';
import { calendarDay, wholeNumber } from './parseOptions';
import { prepareStudy } from './prepareStudy.node';
import { type PurgeOptions, purgeRecordsIn } from './purgeRecordsIn.node';
import { replayRecord } from './replayRecord.node';
import { salvageRecordAt } from './salvageRecordAt.node';
import { simulateStudy } from './simulateStudy.node';
import { describeSummary, findShortfalls } from './simulationSummary';
import { trustMeans, trustStudy } from './trustStudy.node';
import { validateStudy } from './validateStudy.node';
import { verifyRecordAt } from './verifyRecordAt.node';

const studyArgument = 'a study folder, or the name of a bundled study';
type Home = { data?: string };
type HostOptions = Home & { port?: number; resume: boolean; treatment?: string };
const treatmentOption = [
  '--treatment <name>',
  'the treatment of everybody in the session (default: as the study says)',
] as const;
const homeOption = [
  '--data <folder>',
  'data folder whose trusted studies and packages count (default: ~/Cubicle)',
] as const;
const homeOf = (data: string | undefined): string => resolve(data ?? defaultDataDir());
const out = (line: string): void => void process.stdout.write(`${line}\n`);
/** Results go to stdout, what happens on the way to stderr. */
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** The commands. Errors are thrown, mistakes in the arguments as CommanderError. */
export function createProgram(paths: CubiclePaths): Command {
  const program = new Command('cubicle')
    .description('A lab for studies in which people play real-time games with each other and with AI partners.')
    .version(paths.appVersion)
    .exitOverride()
    .showHelpAfterError('(see cubicle --help, or cubicle help COMMAND)')
    .addHelpText(
      'after',
      `
Examples:
  $ cubicle validate ./my-study                      is it ready to run?
  $ cubicle simulate volley --participants 4         rehearse a whole session with test bots
  $ cubicle host volley                              run a session without the desktop app
  $ cubicle export ~/Cubicle/volley/2026-03-01_0900_K7PQ --format csv --out ./data
  $ cubicle verify ~/Cubicle/volley/2026-03-01_0900_K7PQ

Exit codes: 0 what the command says has happened; 1 it has not; 2 it was called wrongly.`,
    );

  program
    .command('validate')
    .description('check a study, play its environments and ask its models')
    .argument('<study>', studyArgument)
    .option(...homeOption)
    .addHelpText('after', '\nAll problems are told at once, each with file, line and what to write instead.')
    .action(async (study: string, { data }: Home) => out(await validateStudy(study, homeOf(data), paths)));

  program
    .command('prepare')
    .description('get the packages of a study, so that nothing has to be fetched when it runs')
    .argument('<study>', studyArgument)
    .option(...homeOption)
    .action(async (study: string, { data }: Home) => out(await prepareStudy(study, homeOf(data), paths, tell)));

  program
    .command('trust')
    .description('let a study run outside of the sandbox, in a native Python, as its files are now')
    .argument('<study>', studyArgument)
    .option(...homeOption)
    .addHelpText('after', `\n${trustMeans}`)
    .action(async (study: string, { data }: Home) => out(await trustStudy(study, homeOf(data), paths)));

  program
    .command('host')
    .description('run a host without the desktop app')
    .argument('[study]', `open a session with it: ${studyArgument}`)
    .option('--port <port>', 'port on this machine (default: 4700, or the next free one)', wholeNumber(1, 65_535))
    .option('--data <folder>', 'folder of the records (default: ~/Cubicle)')
    .option('--no-resume', 'do not take up an interrupted session by itself')
    .option(...treatmentOption)
    .action((study: string | undefined, options: HostOptions) =>
      hostSession(
        { study, treatment: options.treatment, port: options.port, data: options.data, resume: options.resume },
        paths,
        out,
      ),
    );

  program
    .command('simulate')
    .description('run a whole session with test bots, through real sockets')
    .argument('<study>', studyArgument)
    .requiredOption('--participants <number>', 'how many test bots take part', wholeNumber(1, 64))
    .option('--seed <number>', 'the same seed gives the same games (default: drawn)', wholeNumber(0, 0xffffffff))
    .option(...treatmentOption)
    .addOption(
      new Option('--speed <speed>', 'max: every game as fast as it can, tick by tick; realtime: by the clock')
        .choices(['max', 'realtime'])
        .default('max'),
    )
    .option('--out <folder>', 'where to leave the record', './cubicle-simulation')
    .option(...homeOption)
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cubicle simulate volley --participants 4 --seed 1
  $ cubicle simulate ./my-study --participants 12 --speed realtime --out /tmp/rehearsal

Measure latency with --speed realtime; at full speed nothing has a deadline.`,
    )
    .action(simulate);

  addExportCommand(program, paths, out, tell);

  program
    .command('import-mug')
    .description('make a study of a script that builds a MUG experiment')
    .argument('<file>', 'the script; it is run in the sandbox only, with builders that take note')
    .requiredOption('--out <folder>', 'folder to make; it must not exist')
    .addHelpText('after', '\nWhat could not be carried over is listed, with what to do.')
    .action(async (file: string, { out: folder }: { out: string }) => out(await importMugScript(file, folder, paths)));

  program
    .command('purge')
    .description('delete old records for good, and keep a line about each')
    .option('--before <day>', 'records that began before this day, YYYY-MM-DD', calendarDay)
    .option('--record <study/folder>', 'this one record')
    .requiredOption('--reason <text>', 'why; it is kept in purged.jsonl')
    .option('--data <folder>', 'folder of the records (default: ~/Cubicle)')
    .option('--interrupted', 'also records that were broken off', false)
    .option('--without-copy', 'also records of which no whole copy is known at every sync target', false)
    .option('--yes', 'delete them; without it they are only listed', false)
    .action((options: PurgeOptions) => purgeRecordsIn(options, paths, out));

  program
    .command('verify')
    .description('check that a record is as it was written, and play every game again')
    .argument('<record>', 'the folder of a record')
    .option(...homeOption)
    .action(async (record: string, { data }: Home) => out(await verifyRecordAt(record, homeOf(data), paths, tell)));

  program
    .command('replay')
    .description('look at the games of a record again, at any speed, in the console')
    .argument('<record>', 'the folder of a record; it stays as it is')
    .option('--port <port>', 'port on this machine (default: 4700, or the next free one)', wholeNumber(1, 65_535))
    .option(...homeOption)
    .addHelpText(
      'after',
      '\nEvery game is stepped again from its seed and actions; what differs from the record is told.',
    )
    .action((record: string, { port, data }: Home & { port?: number }) =>
      replayRecord(record, homeOf(data), port, paths, out),
    );

  addLockCommands(program, paths, out, tell);
  addSyncCommand(program, paths, out, tell);

  program
    .command('salvage')
    .description('make a new record out of what can be read of a damaged one, which stays as it is')
    .argument('<record>', 'the folder of a record')
    .requiredOption('--out <folder>', 'folder to make; it must not exist')
    .action(async (record: string, options: { out: string }) =>
      out(await salvageRecordAt({ record, ...options }, paths, tell)),
    );

  type SimulateOptions = {
    participants: number;
    seed?: number;
    treatment?: string;
    speed: 'max' | 'realtime';
    out: string;
    data?: string;
    json?: boolean;
  };
  async function simulate(study: string, options: SimulateOptions): Promise<void> {
    const { participants, treatment, speed } = options;
    const seed = options.seed ?? randomInt(2 ** 32);
    const { folder, summary } = await simulateStudy(
      { study, participants, seed, treatment, speed, out: options.out, home: homeOf(options.data) },
      paths,
      tell,
    );
    out(options.json ? JSON.stringify({ ...summary, record: folder }, null, 2) : describeSummary(summary));
    if (!options.json) out(`${'record'.padEnd(16)}${folder}`);
    const shortfalls = findShortfalls(summary);
    if (shortfalls.length > 0) throw new CliError(`The simulation failed: ${shortfalls.join('; ')}.`);
  }

  return program;
}
