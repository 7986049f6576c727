import { z } from 'zod';
import { exportFormats, exportLayoutNames, exportTables } from '../../protocol/journal';
import type { PageStorage } from '../shared/openStorage';

const exportChoice = z.object({
  layout: z.enum(exportLayoutNames),
  formats: z.array(z.enum(exportFormats)),
  tables: z.array(z.enum(exportTables)),
  bom: z.boolean(),
  container: z.enum(['folder', 'zip']),
});
/** What an export is to be like. */
export type ExportChoice = z.infer<typeof exportChoice>;

const key = 'cubicle.export';
const first: ExportChoice = {
  layout: 'cubicle',
  formats: [...exportFormats],
  tables: [...exportTables],
  bom: false,
  container: 'folder',
};

/** What was chosen the last time in this window; everything, before the first time. */
export function readExportChoice(storage: PageStorage): ExportChoice {
  try {
    return exportChoice.parse(JSON.parse(storage.getItem(key) ?? ''));
  } catch {
    return first;
  }
}

/** Keeps a choice for the next time. */
export function keepExportChoice(storage: PageStorage, choice: ExportChoice): void {
  storage.setItem(key, JSON.stringify(choice));
}
