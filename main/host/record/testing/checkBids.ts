/**
 * What the BIDS specification (1.10) demands of a data set with behaviour only, as far as files and their content go:
 * names, required files, required columns and their values, sidecars. `files`: path → text. Returns what is wrong, in words.
 */
export function checkBids(files: ReadonlyMap<string, string>): string[] {
  return [
    ...checkNames(files),
    ...checkDescription(files),
    ...[...files].filter(([path]) => path.endsWith('.tsv')).flatMap(([path, text]) => checkTable(path, text, files)),
    ...checkSubjects(files),
  ];
}

const label = '[0-9a-zA-Z]+';
const entities = `sub-${label}_ses-${label}_task-${label}(_acq-${label})?(_run-[0-9]+)?`;
const grammar = [
  /^(dataset_description\.json|participants\.(tsv|json)|README(\.md|\.txt|\.rst)?|CHANGES|LICENSE|\.bidsignore)$/,
  new RegExp(`^phenotype/${label}\\.(tsv|json)$`),
  new RegExp(`^sub-${label}/ses-${label}/beh/${entities}_(events|beh)\\.(tsv|json)$`),
];

function checkNames(files: ReadonlyMap<string, string>): string[] {
  const ignored = (files.get('.bidsignore') ?? '').split('\n').filter((line) => line !== '');
  const isIgnored = (path: string): boolean =>
    ignored.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
  return [...files.keys()].flatMap((path) => {
    if (isIgnored(path)) return [];
    if (!grammar.some((one) => one.test(path))) return [`${path} is no name of BIDS.`];
    const [, sub, ses] = /^(sub-\w+?)\/(ses-\w+?)\//.exec(path) ?? [];
    const name = path.split('/').at(-1) ?? '';
    return sub !== undefined && !name.startsWith(`${sub}_${ses}_`) ? [`${path} is in a folder of another.`] : [];
  });
}

function checkDescription(files: ReadonlyMap<string, string>): string[] {
  const description = parse(files.get('dataset_description.json'));
  if (description === null) return ['dataset_description.json is missing or no JSON.'];
  const wrong: string[] = [];
  if (typeof description['Name'] !== 'string' || description['Name'] === '') wrong.push('Name is missing.');
  if (!/^\d+\.\d+\.\d+$/.test(String(description['BIDSVersion']))) wrong.push('BIDSVersion is missing.');
  if (!['raw', 'derivative', 'study'].includes(String(description['DatasetType']))) wrong.push('DatasetType is wrong.');
  if (![...files.keys()].some((path) => /^README/.test(path))) wrong.push('README is missing.');
  return wrong;
}

function checkTable(path: string, text: string, files: ReadonlyMap<string, string>): string[] {
  const wrong: string[] = [];
  const say = (what: string): void => void wrong.push(`${path}: ${what}`);
  if (text.includes('\r') || !text.endsWith('\n')) say('lines must end in LF.');
  const [header = [], ...rows] = text
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split('\t'));
  if (new Set(header).size !== header.length) say('a column twice.');
  for (const row of rows) {
    if (row.length !== header.length) say(`a row with ${row.length} cells, not ${header.length}.`);
    if (row.includes('')) say('an empty cell instead of n/a.');
  }
  const isEvents = path.endsWith('_events.tsv');
  const first = isEvents ? ['onset', 'duration'] : path.endsWith('_beh.tsv') ? [] : ['participant_id'];
  if (header.slice(0, first.length).join() !== first.join()) say(`must begin with ${first.join(', ')}.`);
  if (isEvents) {
    const times = rows.map(([onset, duration]) => [Number(onset), duration] as const);
    if (times.some(([onset]) => !Number.isFinite(onset))) say('an onset that is no number.');
    if (times.some(([, duration]) => duration !== 'n/a' && !(Number(duration) >= 0)))
      say('a duration that is no time.');
    if (times.some(([onset], index) => onset < (times[index - 1]?.[0] ?? -Infinity))) say('onsets are not in order.');
  } else if (first.length > 0) {
    if (rows.some(([id]) => !/^sub-[0-9a-zA-Z]+$/.test(id ?? ''))) say('a participant_id that is none.');
    if (new Set(rows.map(([id]) => id)).size !== rows.length) say('a participant twice.');
  }
  const sidecar = parse(files.get(path.replace(/\.tsv$/, '.json')));
  if (sidecar === null) return [...wrong, `${path}: no sidecar.`];
  for (const name of header) {
    const described = sidecar[name];
    if (typeof described !== 'object' || described === null || !('Description' in described))
      say(`${name} is not described.`);
    else if ((name === 'onset' || name === 'duration') && !('Units' in described && described.Units === 's'))
      say(`${name} is not in s.`);
  }
  return wrong;
}

/** Every folder of a subject has its row, and every row its folder or at least no other's. */
function checkSubjects(files: ReadonlyMap<string, string>): string[] {
  const listed = new Set(
    (files.get('participants.tsv') ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[0]),
  );
  const folders = new Set([...files.keys()].flatMap((path) => (path.startsWith('sub-') ? [path.split('/')[0]] : [])));
  return [...folders].filter((one) => !listed.has(one)).map((one) => `${one} is not in participants.tsv.`);
}

function parse(text: string | undefined): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}
