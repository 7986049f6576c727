import type { ExportFormat, ExportLayout, ExportTable } from '../../../protocol/journal';

/** What to export of one record, and where to. */
export type ExportRequest = {
  recordFolder: string;
  /** The folder (or zip file) to make; it must not exist. */
  target: string;
  container: 'folder' | 'zip';
  layout: ExportLayout;
  formats: readonly ExportFormat[];
  tables: readonly ExportTable[];
  /** Whether CSV files begin with a byte order mark, as Excel likes it. */
  bom: boolean;
};

/** `rows`: per table (or part of another layout), how many rows (header aside) were written. */
export type ExportResult = { target: string; rows: Readonly<Record<string, number>>; files: number };
