import { formulaRule } from '../encoders/csvText';
import type { SessionFacts } from '../tables/SessionFacts';
import { allTables } from '../tables/allTables';
import type { Column, Table } from '../tables/Table';
import type { FixedLayout, FixedFile, FixedPlan } from './FixedLayout';
import { labelsOf } from './labelsOf';

/** A data set after the Psych-DS specification: metadata that search engines read, and CSV files with names of keywords. */
export const psychDs: FixedLayout = {
  about: [
    'A data set after the Psych-DS specification (psych-ds.github.io): dataset_description.json describes it and every',
    'variable for people and search engines (JSON-LD, schema.org); the tables are under data/, each with a .json beside it that',
    'describes the variables of that file.',
  ],
  encoding: 'psych-ds',
  conventions: {
    csv: 'UTF-8, comma, CRLF at the end of a line, text in double quotes where it needs them',
    missing: 'an empty cell',
    boolean: 'TRUE and FALSE',
    text: formulaRule,
  },
  plan: (facts) => {
    const tables = Object.values(allTables);
    const paths = pathsOf(tables, facts);
    const pathOf = (table: Table): string => paths.get(table.name) ?? table.name;
    const files: FixedFile[] = tables.map((table) => ({
      path: pathOf(table),
      rowIs: table.rowIs,
      columns: table.columns(facts),
      ...(table.from === 'events' ? { rows: table.project(facts) } : {}),
    }));
    return {
      files,
      texts: [
        { path: 'dataset_description.json', text: toText(describeDataset(facts, files)) },
        { path: 'CHANGES.txt', text: `${facts.startedAt.slice(0, 10)}  First version, as recorded.\n` },
        {
          path: '.psychdsignore',
          text: ['study', 'DATA_DICTIONARY.json', 'manifest.json', 'SHA256SUMS', ''].join('\n'),
        },
        ...files.map(({ path, columns }) => ({
          path: path.replace(/\.csv$/, '.json'),
          text: toText({ variableMeasured: columns.map(describeVariable) }),
        })),
      ],
      ...startTables(tables, facts, pathOf),
    };
  },
};

function pathsOf(tables: readonly Table[], { study, session }: SessionFacts): Map<string, string> {
  const labels = labelsOf(tables.map((table) => table.name));
  const named = labelsOf([`study ${study.name}`, `session ${session}`]);
  const strip = (id: string, word: string): string => (named.get(`${word} ${id}`) ?? '').slice(word.length) || 'x';
  const head = `study-${strip(study.name, 'study')}_session-${strip(session, 'session')}`;
  return new Map(tables.map(({ name }) => [name, `data/${head}_description-${labels.get(name) ?? name}_data.csv`]));
}

function startTables(
  tables: readonly Table[],
  facts: SessionFacts,
  pathOf: (table: Table) => string,
): Pick<FixedPlan, 'kinds' | 'start'> {
  const streamed = tables.flatMap((table) => (table.from === 'rows' ? [table] : []));
  return {
    kinds: [...new Set(streamed.flatMap((table) => table.kinds))],
    start: () => {
      const running = streamed.map((table) => ({
        path: pathOf(table),
        kinds: new Set(table.kinds),
        projection: table.start(facts),
      }));
      return {
        push: (row) =>
          running.flatMap(({ path, kinds, projection }) =>
            kinds.has(row.kind) ? projection.push(row).map((one) => ({ path, row: one })) : [],
          ),
        end: () => running.flatMap(({ path, projection }) => projection.end().map((row) => ({ path, row }))),
      };
    },
  };
}

/** schema.org/Dataset as JSON-LD. */
function describeDataset(facts: SessionFacts, files: readonly FixedFile[]): object {
  const { study, session, studyHash, appVersion, startedAt } = facts;
  const variables = new Map(files.flatMap(({ columns }) => columns.map((one) => [one.name, one] as const)));
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    name: `${study.title}: session ${session}`,
    description:
      study.description ||
      `One session of the study "${study.title}", recorded with Cubicle ${appVersion} in a laboratory.`,
    schemaVersion: 'Psych-DS 0.4.0',
    version: study.version,
    identifier: `${studyHash}/${session}`,
    temporalCoverage: startedAt.slice(0, 10),
    variableMeasured: [...variables.values()].map(describeVariable),
  };
}

const describeVariable = ({ name, type, unit, meaning }: Column): object => ({
  '@type': 'PropertyValue',
  name,
  description: meaning,
  valueReference: type,
  ...(unit === null ? {} : { unitText: unit }),
});

const toText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
