import type { ExportFormat, ExportTable } from '../../../protocol/journal';
import type { ExportRequest } from './ExportRequest';

/**
 * Bytes of a file per byte of the journal, as long games gave them (a record of 3.9 MB: csv 1.5, parquet 0.2, jsonl 4.2 MB),
 * less a margin: what would fit must not be refused.
 */
const shares: Readonly<Record<ExportFormat, number>> = { csv: 0.25, parquet: 0.04, jsonl: 0.7 };
const layoutShare = 0.1;
/** A zip is made beside the files that go into it. */
const zipShare = 0.03;
/** Tables with a row per tick or key; the others are small beside them. */
const long: readonly ExportTable[] = ['ticks', 'inputs'];

/** What an export of a journal takes at least while it is made, in bytes. */
export function estimateExportBytes(
  journalBytes: number,
  { layout, formats, tables, container }: Pick<ExportRequest, 'layout' | 'formats' | 'tables' | 'container'>,
): number {
  const isLong = layout !== 'cubicle' || long.some((table) => tables.includes(table));
  if (!isLong) return 0;
  const share = layout === 'cubicle' ? formats.reduce((sum, format) => sum + shares[format], 0) : layoutShare;
  return Math.round(journalBytes * (share + (container === 'zip' ? zipShare : 0)));
}
