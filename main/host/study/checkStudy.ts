import {
  type Study,
  type StudyFile,
  type StudyProblem,
  studyFile,
  surveyJson,
  type SurveyJson,
} from '../../../protocol/study';
import { checkBlocks } from './checkBlocks';
import { checkPythonFiles } from './checkPythonFiles';
import { checkNamedFile, checkTextFile } from './checkNamedFile';
import { checkPayment } from './checkPayment';
import { checkPictures } from './checkPictures';
import { checkPolicies } from './checkPolicies';
import { checkScenes } from './checkScenes';
import { checkTreatments } from './checkTreatments';
import { describeIssue } from './describeIssue';
import { describeValue, type Finding, valueAt } from './Finding';
import { fillIn, listMarks, type Parameters } from './fillIn';
import { joinTreatments, type TreatedStudy } from './joinTreatments';
import { locateFindings } from './locateFindings';
import { parseStudyYaml } from './parseStudyYaml';
import { readJson } from './readJson';
import { readParts, type StudyParts } from './readParts';
import { resolveStudy } from './resolveStudy';
import { imageEndings } from './studyAssets';
import { MAX_TEXT_BYTES, type StudyFiles } from './StudyFiles';
import { treatDocument, type TreatedDocument } from './treatDocument';

export const STUDY_FILE = 'study.yaml';

export type CheckedStudy = { study: Study; problems: [] } | { study: null; problems: StudyProblem[] };

/**
 * Reads a study folder and tells everything that is wrong with it at once, each with its place, what was expected and what
 * to write instead; or, when nothing is, gives the study. `modelHashes`: path → SHA-256 in lower-case hex, for each `.onnx`
 * file. What only the author's Python can tell (does it run, what are its agents) is not looked at here.
 */
export const checkStudy = (files: StudyFiles, modelHashes: Readonly<Record<string, string>>): CheckedStudy => {
  const text = files.text(STUDY_FILE);
  if (text === null) return failed([noStudyFile(files)]);
  const parsed = parseStudyYaml(text);
  const syntax = parsed.errors.map((error): StudyProblem => ({ file: STUDY_FILE, path: '', ...error }));
  // Once the lines cannot be read for certain, anything said about their meaning would be a guess.
  if (syntax.length > 0) return failed(syntax);
  const document = parsed.value;
  const treatments = checkTreatments(document, files);
  const variants = treatDocument(document).map((treated) => checkVariant(treated, files, modelHashes));
  const problems = [
    ...locateFindings(STUDY_FILE, parsed, [
      ...checkSeats(document),
      ...checkPicture(document, files),
      ...treatments.findings,
      ...joinFindings(document, variants),
    ]),
    ...treatments.problems,
    ...dropRepeated(variants.flatMap((variant) => variant.problems)),
  ];
  const [shape] = variants.flatMap(({ file }) => file ?? []);
  const studies = variants.flatMap(({ study }) => study ?? []);
  if (!shape || studies.length < variants.length || problems.length > 0) return failed(problems);
  return { study: joinTreatments(shape, studies), problems: [] };
};

type Variant = {
  treatment: string | null;
  findings: Finding[];
  problems: StudyProblem[];
  file: StudyFile | null;
  study: TreatedStudy | null;
};

/** The study as those of one treatment have it: each is checked as a study of its own. */
const checkVariant = (
  { treatment, parameters, document }: TreatedDocument,
  files: StudyFiles,
  modelHashes: Readonly<Record<string, string>>,
): Variant => {
  const shape = studyFile.safeParse(document);
  const parts = readParts(document, treatment);
  const policies = checkPolicies(parts, files, modelHashes);
  const { surveys, problems: surveyProblems } = readSurveys(parts, files, parameters);
  const python = checkPythonFiles(parts, files);
  const pictures = checkPictures(parts, files, parameters, surveys);
  const findings = [
    ...(shape.success ? [] : shape.error.issues.flatMap((issue) => describeIssue(issue, document))),
    ...python.findings,
    ...policies.findings,
    ...checkScenes(parts, files),
    ...pictures.findings,
    ...checkBlocks(document, parts),
    ...checkPayment(document, parts),
  ];
  const problems = [...python.problems, ...policies.problems, ...pictures.problems, ...surveyProblems];
  if (!shape.success || findings.length + problems.length > 0)
    return { treatment, findings, problems, file: null, study: null };
  const study = resolveStudy(shape.data, files, { metadata: policies.metadata, surveys, parameters });
  const leftOut = new Set(parts.scenes.flatMap(({ id, isLeftOut }) => (isLeftOut && id !== null ? [id] : [])));
  return { treatment, findings, problems, file: shape.data, study: { study, leftOut } };
};

/** What is wrong under several treatments is told once; what a parameter brought about, with the treatment's name. */
const joinFindings = (document: unknown, variants: readonly Variant[]): Finding[] =>
  dropRepeated(
    variants.flatMap(({ treatment, findings }) =>
      findings.map((finding) => {
        const isFilled =
          treatment !== null &&
          finding.on === 'value' &&
          listMarks(JSON.stringify(valueAt(document, finding.path) ?? '')).length > 0;
        return isFilled ? { ...finding, message: `${finding.message} (treatment ${treatment})` } : finding;
      }),
    ),
  );

const dropRepeated = <T>(list: readonly T[]): T[] => [
  ...new Map(list.map((one) => [JSON.stringify(one), one])).values(),
];

const failed = (problems: StudyProblem[]): CheckedStudy => ({
  study: null,
  problems: [...problems].sort(
    (a, b) => order(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  ),
});
/** study.yaml first: the other files are read because it names them. */
const order = (a: string, b: string): number => {
  if (a === b) return 0;
  if (a === STUDY_FILE || b === STUDY_FILE) return a === STUDY_FILE ? -1 : 1;
  return a < b ? -1 : 1;
};

const noStudyFile = (files: StudyFiles): StudyProblem => {
  const place = { file: STUDY_FILE, line: null, column: null, path: '' };
  const bytes = files.size(STUDY_FILE);
  if (bytes !== null && bytes > MAX_TEXT_BYTES)
    return {
      ...place,
      message: 'expected a text of at most 1 MiB',
      remedy: 'Move long texts into files under pages/.',
    };
  if (bytes !== null)
    return {
      ...place,
      message: 'expected UTF-8 text, found other bytes',
      remedy: 'Save study.yaml as UTF-8 in your editor: another encoding writes umlauts and accents differently.',
    };
  const other = files.list().find((file) => /^[^/]*\.ya?ml$/i.test(file));
  const remedy = other ? `Rename ${other} to ${STUDY_FILE}.` : 'Copy one from a bundled study to start with.';
  return { ...place, message: `there is no ${STUDY_FILE} in the study folder`, remedy };
};

const checkSeats = (document: unknown): Finding[] => {
  const min = valueAt(document, ['seats', 'min']);
  const max = valueAt(document, ['seats', 'max']);
  if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
  const message = `expected at least seats.min (${min}), found ${describeValue(max)}`;
  return [{ path: ['seats', 'max'], on: 'value', message, remedy: 'Make max larger or min smaller.' }];
};

const checkPicture = (document: unknown, files: StudyFiles): Finding[] => {
  const picture = valueAt(document, ['picture']);
  return typeof picture === 'string' ? checkNamedFile(files, picture, ['picture'], imageEndings) : [];
};

const readSurveys = (
  { scenes }: StudyParts,
  files: StudyFiles,
  parameters: Parameters,
): { surveys: Map<string, SurveyJson>; problems: StudyProblem[] } => {
  const surveys = new Map<string, SurveyJson>();
  const problems: StudyProblem[] = [];
  for (const { scene, index } of scenes) {
    if (scene?.kind !== 'form' || scene.survey === undefined) continue;
    if (checkTextFile(files, scene.survey, ['scenes', index, 'survey'], ['.json']).length > 0) continue;
    const json = readJson(files, scene.survey);
    problems.push(...json.problems);
    if (json.problems.length > 0) continue;
    const survey = surveyJson.safeParse(fillIn(json.value, parameters));
    if (survey.success) surveys.set(scene.id, survey.data);
    else problems.push(noSurvey(scene.survey, json.value));
  }
  return { surveys, problems };
};

const noSurvey = (file: string, value: unknown): StudyProblem => ({
  file,
  line: 1,
  column: 1,
  path: '',
  message: `expected a SurveyJS survey, a JSON object, found ${describeValue(value)}`,
  remedy: 'Write {"elements": […]}, or copy the JSON from the tab of that name in the SurveyJS Creator.',
});
