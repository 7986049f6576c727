import type { TableRow } from '../tables/Table';
import type { FixedFile, FixedLayout, PlacedRow } from './FixedLayout';
import type { Layout, LayoutContext, LayoutFile, Part } from './Layout';
import { manifestOf } from './manifestOf';

/** A layout that says itself which files there are, as a layout of the export. */
export const fromFixed = (name: string, fixed: FixedLayout): Layout => ({
  start: (context) => ({
    kinds: [],
    push: () => undefined,
    plan: () => {
      const plan = fixed.plan(context.facts);
      return {
        parts: partsOf(plan, fixed),
        texts: (rows) => [
          ...plan.texts,
          { path: 'README.txt', text: describeFiles(name, fixed, plan.files, context) },
          { path: 'DATA_DICTIONARY.json', text: toText(dictionaryOf(name, fixed, plan.files, context)) },
          { path: 'manifest.json', text: toText({ ...manifestOf(context), layout: name, rows }) },
        ],
        studyFolder: 'study',
      };
    },
  }),
});

/** A row says by this key into which file it goes: no column has it. */
const place = '\0path';

function partsOf(plan: ReturnType<FixedLayout['plan']>, { encoding }: FixedLayout): Part[] {
  const files = new Map<string, LayoutFile>(plan.files.map(({ path, columns }) => [path, { path, encoding, columns }]));
  const fileOf = (row: TableRow): LayoutFile | null => files.get(String(row[place])) ?? null;
  const put = ({ path, row }: PlacedRow): TableRow => ({ ...row, [place]: path });
  const known = plan.files.flatMap(({ path, rows = [] }) => rows.map((row) => put({ path, row })));
  const name = 'rows';
  return [
    // Makes every file, also one that gets no row.
    { name, source: { from: 'events', project: () => [] }, files: [...files.values()] },
    { name, source: { from: 'events', project: () => known }, files: [], fileOf },
    {
      name,
      source: {
        from: 'rows',
        kinds: plan.kinds,
        start: () => {
          const placing = plan.start();
          return { push: (row) => placing.push(row).map(put), end: () => placing.end().map(put) };
        },
      },
      files: [],
      fileOf,
    },
  ];
}

function describeFiles(
  name: string,
  { about }: FixedLayout,
  files: readonly FixedFile[],
  { facts }: LayoutContext,
): string {
  const { study, session, startedAt, ended, appVersion } = facts;
  return [
    `Session ${session} of the study "${study.title}" (${study.name}, version ${study.version})`,
    '',
    `Begun ${startedAt}. ${ended ? 'The session was ended.' : 'The session was not ended when this was exported; the data are complete up to then.'}`,
    `${facts.seats.size} ${facts.seats.size === 1 ? 'participant' : 'participants'}. Recorded with Cubicle ${appVersion}, laid out as ${name}: ${files.length} ${files.length === 1 ? 'table' : 'tables'}.`,
    '',
    ...about,
    '',
    'Beside them',
    '  DATA_DICTIONARY.json    Every file and column: type, unit, meaning.',
    '  study/                  The study as it was run, file by file.',
    '  manifest.json           What this is, for programs.',
    '  SHA256SUMS              Checksums of all files. To check them: sha256sum -c SHA256SUMS',
    '',
    'Participants stand here only as codes. The files hold no names of machines, no addresses and no access tokens;',
    'what participants wrote into free-text questions is here as they wrote it.',
    '',
  ].join('\n');
}

/** Files of the same columns are described once. */
function dictionaryOf(
  name: string,
  { conventions }: FixedLayout,
  files: readonly FixedFile[],
  { facts }: LayoutContext,
): object {
  const kinds = new Map<string, { files: string[]; rowIs: string; columns: FixedFile['columns'] }>();
  for (const { path, rowIs, columns } of files) {
    const key = JSON.stringify([rowIs, columns]);
    const kind = kinds.get(key) ?? { files: [], rowIs, columns };
    kind.files.push(path);
    kinds.set(key, kind);
  }
  return {
    format: 'cubicle-data-dictionary',
    version: 1,
    layout: name,
    session: facts.session,
    study: facts.study.name,
    conventions,
    tables: [...kinds.values()],
  };
}

const toText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
