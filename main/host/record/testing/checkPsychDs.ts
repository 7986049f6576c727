import { parseCsv } from './parseCsv';

/**
 * The rules of the Psych-DS specification whose breach is an error (psychds-docs, Rules and Conventions), and of its
 * conventions the keywords. `files`: path → text. Returns what is wrong, in words.
 */
export function checkPsychDs(files: ReadonlyMap<string, string>): string[] {
  const description = parse(files.get('dataset_description.json'));
  if (description === null) return ['dataset_description.json is missing or no JSON.'];
  const wrong: string[] = [];
  if (!/^https?:\/\/schema\.org\/?$/.test(String(description['@context']))) wrong.push('@context is not schema.org.');
  if (description['@type'] !== 'Dataset') wrong.push('@type is not Dataset.');
  for (const key of ['name', 'description']) {
    if (typeof description[key] !== 'string' || description[key] === '') wrong.push(`${key} is missing.`);
  }
  if (namesIn(description['variableMeasured']) === null) wrong.push('variableMeasured is no list of variables.');
  if (![...files.keys()].some((path) => /^README\.(md|txt)$/.test(path))) wrong.push('README is missing.');
  const data = [...files].filter(([path]) => path.startsWith('data/') && path.endsWith('.csv'));
  if (data.length === 0) wrong.push('There is no data file.');
  return [...wrong, ...data.flatMap(([path, text]) => checkData(path, text, description, files))];
}

const keywords = ['study', 'site', 'subject', 'session', 'task', 'condition', 'trial', 'stimulus', 'description'];
const nameRule = /^([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv$/;

function checkData(
  path: string,
  text: string,
  description: Record<string, unknown>,
  files: ReadonlyMap<string, string>,
): string[] {
  const wrong: string[] = [];
  const say = (what: string): void => void wrong.push(`${path}: ${what}`);
  const name = path.split('/').at(-1) ?? '';
  if (!nameRule.test(name)) say('is not made of keywords.');
  const odd = name
    .split('_')
    .slice(0, -1)
    .filter((pair) => !keywords.includes(pair.split('-')[0] ?? ''));
  if (odd.length > 0) say(`${odd.join()} is no keyword of Psych-DS.`);
  const [header = [], ...rows] = parseCsv(text);
  if (header.length === 0) say('has no header.');
  if (rows.some((row) => row.length !== header.length)) say('has a row of another length than its header.');
  const rowId = header.indexOf('row_id');
  if (rowId >= 0 && new Set(rows.map((row) => row[rowId])).size !== rows.length) say('has a row_id twice.');
  const sidecar = files.get(path.replace(/\.csv$/, '.json'));
  const own = sidecar === undefined ? {} : parse(sidecar);
  if (own === null) return [...wrong, `${path}: its sidecar is no JSON.`];
  // What stands in a lower file takes the place of what stands above, whole.
  const described = namesIn({ ...description, ...own }['variableMeasured']) ?? [];
  for (const column of header)
    if (column === null || !described.includes(column)) say(`${column} is not in variableMeasured.`);
  return wrong;
}

function namesIn(variables: unknown): string[] | null {
  if (!Array.isArray(variables)) return null;
  const list: unknown[] = variables;
  const names = list.map((one) => {
    if (typeof one === 'string') return one;
    if (typeof one !== 'object' || one === null || !('name' in one) || typeof one.name !== 'string') return null;
    return '@type' in one && one['@type'] === 'PropertyValue' ? one.name : null;
  });
  return names.every((name) => name !== null) ? names : null;
}

function parse(text: string | undefined): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}
