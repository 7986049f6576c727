import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PurgeChoice, PurgeRow } from '../../protocol/purge';
import type { SyncView } from '../../protocol/sync';
import { findCopies } from '../host/findCopies';
import { finishPurges } from '../host/record/finishPurges.node';
import { formatWall } from '../host/record/formatWall';
import { listRecords } from '../host/record/listRecords.node';
import { planPurge } from '../host/record/planPurge';
import { purgeRecord } from '../host/record/purgeRecord.node';
import { CliError } from './CliError';
import type { CubiclePaths } from './findPaths.node';
import { defaultDataDir } from './defaultDataDir.node';
import { readSyncReport } from './syncRecords.node';

export type PurgeOptions = {
  /** YYYY-MM-DD. */
  before?: string;
  /** `<study>/<folder>` */
  record?: string;
  data?: string;
  reason: string;
  interrupted: boolean;
  withoutCopy: boolean;
  yes: boolean;
};

/** Lists the records that were chosen, and with `yes` deletes them. @throws CliError when one could not be deleted */
export async function purgeRecordsIn(
  options: PurgeOptions,
  paths: CubiclePaths,
  out: (line: string) => void,
): Promise<void> {
  const root = resolve(options.data ?? defaultDataDir());
  const which = whichOf(options);
  if (!existsSync(root)) throw new CliError(`There is no data folder ${root}. Say which with --data FOLDER.`, 2);
  const wall = formatWall(Date.now(), -new Date().getTimezoneOffset());
  if (options.yes) for (const line of await finishPurges(root, wall)) out(line);
  const rows = await listRecords({ root, open: null, workerFile: paths.workerFile });
  if ('record' in which && !rows.some(({ record }) => record === which.record))
    throw new CliError(`There is no record ${which.record} in ${root}.`, 2);
  const copies = await readSyncReport(root).catch((): SyncView => ({ targets: [] }));
  const choice = { which, interrupted: options.interrupted, uncopied: options.withoutCopy };
  const { purge, keep } = planPurge(rows, choice, (record) => findCopies(copies, record));
  for (const row of purge)
    out(`${row.record}  begun ${row.startedAt.slice(0, 10)}, ${row.state}; ${describeCopies(row)}`);
  for (const { record, why } of keep) out(`${record}  stays: ${why}`);
  const uncopied = planPurge(rows, { ...choice, uncopied: true }, (record) => findCopies(copies, record)).purge.length;
  if (uncopied > purge.length)
    out(`${uncopied - purge.length} of them would go with --without-copy, for good: nothing is left of it then.`);
  if (purge.length === 0) return out(`No record in ${root} is to be deleted.`);
  const count = `${purge.length} ${purge.length === 1 ? 'record' : 'records'}`;
  if (!options.yes) return out(`${count} would be deleted for good. Nothing was deleted; add --yes to do it.`);
  const failed: string[] = [];
  for (const row of purge) {
    try {
      await purgeRecord(root, row, { wall, reason: options.reason });
    } catch (cause) {
      failed.push(`${row.record}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  if (failed.length > 0)
    throw new CliError(`${purge.length - failed.length} of ${count} deleted. Not deleted:\n${failed.join('\n')}`);
  out(`${count} deleted. ${root}/purged.jsonl says which.`);
}

function whichOf({ before, record }: PurgeOptions): PurgeChoice['which'] {
  if (before !== undefined && record === undefined) return { before };
  if (record !== undefined && before === undefined) return { record };
  throw new CliError('Say which records, once: --before DAY or --record STUDY/FOLDER.', 2);
}

function describeCopies({ copies: { there, missing } }: PurgeRow): string {
  const at = there.map(({ target, verifiedAt }) => `${target} (verified ${verifiedAt.slice(0, 10)})`);
  const parts = [
    at.length > 0 ? `a copy is at ${at.join(', ')}` : 'no copy is known',
    ...(missing.length > 0 ? [`not whole at ${missing.join(', ')}`] : []),
  ];
  return parts.join('; ');
}
