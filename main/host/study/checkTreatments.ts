import type { StudyProblem } from '../../../protocol/study';
import { type Finding, type Path, valueAt } from './Finding';
import { listMarks } from './fillIn';
import { suggest } from './findNearest';
import { readParts } from './readParts';
import type { StudyFiles } from './StudyFiles';
import { listFillable, listTreatments } from './treatDocument';

/** What is wrong with treatments beyond their shape: in study.yaml the findings, in the files of scenes the problems. */
export const checkTreatments = (
  document: unknown,
  files: StudyFiles,
): { findings: Finding[]; problems: StudyProblem[] } => {
  const { scenes } = readParts(document, null);
  const treatments = listTreatments(document);
  const names = treatments.map(({ name }) => name);
  const whens = scenes.flatMap(({ index, kind }) => checkWhen(document, index, kind, names));
  if (treatments.length === 0) return { findings: [...whens, ...checkAssignAlone(document)], problems: [] };
  const known = Object.keys(treatments[0]?.parameters ?? {});
  const marks = listFillable(document).flatMap(({ path }) =>
    listMarks(String(valueAt(document, path))).map(({ name }) => ({ path, name })),
  );
  const unknown = marks
    .filter(({ name }) => !known.includes(name))
    .map(({ path, name }): Finding => ({ path, on: 'value', ...unknownParameter(name, known) }));
  const named = scenes.flatMap(({ index }) =>
    ['file', 'survey'].flatMap((key) => {
      const file = valueAt(document, ['scenes', index, key]);
      return typeof file === 'string' ? [{ file, index }] : [];
    }),
  );
  const texts = new Map(named.map(({ file }) => [file, files.text(file) ?? '']));
  const treated = new Set([
    ...marks.map(({ path }) => path.slice(0, 2).join()),
    ...named.filter(({ file }) => listMarks(texts.get(file) ?? '').length > 0).map(({ index }) => `scenes,${index}`),
  ]);
  return {
    findings: [...checkSame(treatments), ...whens, ...unknown, ...checkLobby(document, treated)],
    problems: [...texts].flatMap(([file, text]) =>
      listMarks(text)
        .filter(({ name }) => !known.includes(name))
        .map(({ name, index }) => ({ file, ...placeOf(text, index), path: '', ...unknownParameter(name, known) })),
    ),
  };
};

/** Every treatment has a name of its own, and the parameters that the first one has. */
const checkSame = (treatments: ReturnType<typeof listTreatments>): Finding[] => {
  const [first] = treatments;
  const wanted = Object.keys(first?.parameters ?? {});
  return treatments.flatMap(({ name, parameters, index }): Finding[] => {
    const path: Path = ['treatments', index];
    if (treatments.some((other) => other.index < index && other.name === name))
      return [
        {
          path: [...path, 'name'],
          on: 'value',
          message: `there is a treatment ${name} already`,
          remedy: 'Give it another name.',
        },
      ];
    const missing = wanted.filter((one) => !Object.hasOwn(parameters, one));
    const more = Object.keys(parameters).filter((one) => !wanted.includes(one));
    return [
      ...missing.map(
        (one): Finding => ({
          path,
          on: 'value',
          message: `treatment ${name} has no parameter ${one}, which ${first?.name ?? ''} has`,
          remedy: `Write "${one}: …" below its parameters: all treatments have the same.`,
        }),
      ),
      ...more.map(
        (one): Finding => ({
          path: [...path, 'parameters', one],
          on: 'key',
          message: `treatment ${first?.name ?? ''} has no parameter ${one}`,
          remedy: 'Give it to all treatments, or take it out here.',
        }),
      ),
    ];
  });
};

const checkWhen = (document: unknown, index: number, kind: string | null, names: readonly string[]): Finding[] => {
  const when = valueAt(document, ['scenes', index, 'when']);
  if (when === undefined) return [];
  const path: Path = ['scenes', index, 'when'];
  if (kind === 'end')
    return [
      {
        path,
        on: 'key',
        message: 'the end is for everybody',
        remedy: 'Take this key out. What differs goes into its text, as {{…}}.',
      },
    ];
  const wanted = valueAt(when, ['treatment']);
  const list: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return list.flatMap((one): Finding[] => {
    if (typeof one !== 'string' || names.includes(one)) return [];
    const remedy = suggest(one, [...names], 'Describe it under "treatments:" first.');
    return [
      { path: [...path, 'treatment'], on: 'value', message: `there is no treatment ${JSON.stringify(one)}`, remedy },
    ];
  });
};

/** Where a lobby gives treatments to groups, nothing before it can depend on them. */
const checkLobby = (document: unknown, treated: ReadonlySet<string>): Finding[] => {
  if (valueAt(document, ['assign']) !== 'group') return [];
  const { scenes } = readParts(document, null);
  const lobby = scenes.find(({ kind }) => kind === 'lobby');
  if (lobby === undefined)
    return [
      {
        path: ['assign'],
        on: 'value',
        message: 'treatments are given to groups, but no lobby makes groups',
        remedy: 'Add a scene of kind lobby, or write "assign: participant".',
      },
    ];
  if (isDrawn(document, lobby.id))
    return [
      {
        path: ['scenes', lobby.index],
        on: 'value',
        message: 'this lobby gives groups their treatments, but chance decides when it comes',
        remedy: 'Take it out of the block, and put it before.',
      },
    ];
  return scenes.flatMap(({ index }): Finding[] => {
    const environment = valueAt(document, ['scenes', index, 'environment']);
    const depends =
      treated.has(`scenes,${index}`) ||
      (typeof environment === 'string' && treated.has(`environments,${environment}`)) ||
      valueAt(document, ['scenes', index, 'when']) !== undefined;
    if (index > lobby.index || !depends) return [];
    const message = `this scene depends on the treatment, which groups get at the end of the lobby ${lobby.id ?? ''}`;
    const remedy = 'Put it after that lobby, or write "assign: participant".';
    return [{ path: ['scenes', index], on: 'value', message, remedy }];
  });
};

const isDrawn = (document: unknown, lobby: string | null): boolean => {
  const blocks = valueAt(document, ['blocks']);
  return (Array.isArray(blocks) ? blocks : []).some((block: unknown) => {
    const scenes = valueAt(block, ['scenes']);
    const isHere = Array.isArray(scenes) && scenes.flat().includes(lobby);
    return isHere && (valueAt(block, ['shuffle']) === true || valueAt(block, ['keep']) !== undefined);
  });
};

const checkAssignAlone = (document: unknown): Finding[] =>
  valueAt(document, ['assign']) === undefined
    ? []
    : [
        {
          path: ['assign'],
          on: 'key',
          message: 'there are no treatments to give out',
          remedy: 'Describe them under "treatments:", or take this key out.',
        },
      ];

const unknownParameter = (name: string, known: readonly string[]): Pick<Finding, 'message' | 'remedy'> => ({
  message: `no treatment has a parameter ${name}`,
  remedy: suggest(name, [...known], 'Describe it below "parameters:" of every treatment.'),
});

const placeOf = (text: string, index: number): { line: number; column: number } => {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};
