import { dataDictionary, tableFile } from '../dataDictionary';
import { describeExport } from '../describeExport';
import type { Layout } from './Layout';
import { manifestOf } from './manifestOf';

/** Every table as a file of its own in every format, with a description of every column. */
export const cubicle: Layout = {
  start: (context) => ({
    kinds: [],
    push: () => undefined,
    plan: () => {
      const { facts, formats, tables, bom } = context;
      return {
        parts: tables.map((table) => ({
          name: table.name,
          source: table,
          files: formats.map((encoding) => ({
            path: tableFile(table, encoding),
            encoding,
            columns: table.columns(facts),
          })),
        })),
        texts: (rows) => [
          { path: 'DATA_DICTIONARY.json', text: toText(dataDictionary(tables, formats, facts, bom)) },
          { path: 'README.txt', text: describeExport(tables, formats, facts) },
          { path: 'manifest.json', text: toText({ ...manifestOf(context), formats, rows }) },
        ],
        studyFolder: 'study',
      };
    },
  }),
};

const toText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
