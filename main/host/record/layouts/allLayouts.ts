import type { ExportLayout } from '../../../../protocol/journal';
import { cubicle } from './cubicle';
import type { Layout } from './Layout';

/** Every layout of an export by its name. A new one is a module here, and its name and words in the protocol. */
export const allLayouts: Readonly<Record<ExportLayout, Layout>> = { cubicle };
