import { resolve } from 'node:path';
import { formatWall } from '../host/record/formatWall';
import { listRecords } from '../host/record/listRecords.node';
import { planPurge, purgeRecord } from '../host/record/purgeRecords.node';
import { CliError } from './CliError';
import type { CubiclePaths } from './findPaths.node';
import { defaultDataDir } from './defaultDataDir.node';

export type PurgeOptions = {
  /** YYYY-MM-DD. */
  before: string;
  data?: string;
  reason: string;
  interrupted: boolean;
  yes: boolean;
};

/** Lists the records that are older than a day, and with `yes` deletes them. @throws CliError when one could not be deleted */
export async function purgeRecordsIn(
  options: PurgeOptions,
  paths: CubiclePaths,
  out: (line: string) => void,
): Promise<void> {
  const root = resolve(options.data ?? defaultDataDir());
  const rows = await listRecords({ root, open: null, workerFile: paths.workerFile });
  const { purge, keep } = planPurge(rows, options.before, options.interrupted);
  for (const { record, startedAt, state } of purge) out(`${record}  begun ${startedAt.slice(0, 10)}, ${state}`);
  for (const { row, why } of keep) out(`${row.record}  stays: ${why}`);
  if (purge.length === 0) return out(`No record in ${root} is to be deleted.`);
  const count = `${purge.length} ${purge.length === 1 ? 'record' : 'records'}`;
  if (!options.yes) return out(`${count} would be deleted for good. Nothing was deleted; add --yes to do it.`);
  const wall = formatWall(Date.now(), -new Date().getTimezoneOffset());
  const failed: string[] = [];
  for (const row of purge) {
    try {
      await purgeRecord(root, row, wall, options.reason);
    } catch (cause) {
      failed.push(`${row.record}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  if (failed.length > 0)
    throw new CliError(`${purge.length - failed.length} of ${count} deleted. Not deleted:\n${failed.join('\n')}`);
  out(`${count} deleted. ${root}/purged.jsonl says which.`);
}
