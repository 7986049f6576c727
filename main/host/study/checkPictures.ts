import MarkdownIt from 'markdown-it';
import { decodePath } from '../../../protocol/decodePath';
import type { SceneFile, StudyProblem, SurveyJson } from '../../../protocol/study';
import { listSurveyPictures } from '../../../protocol/surveyPictures';
import { checkNamedFile } from './checkNamedFile';
import type { Finding, Path } from './Finding';
import { fillText, type Parameters } from './fillIn';
import { stripMark } from './readJson';
import type { StudyParts } from './readParts';
import { imageEndings } from './studyAssets';
import type { StudyFiles } from './StudyFiles';

const engine = new MarkdownIt({ html: false });

/** The pictures in what participants read must be there: in study.yaml the findings, in the files of scenes the problems. */
export const checkPictures = (
  { scenes }: StudyParts,
  files: StudyFiles,
  parameters: Parameters,
  surveys: ReadonlyMap<string, SurveyJson>,
): { findings: Finding[]; problems: StudyProblem[] } => {
  const findings: Finding[] = [];
  const problems: StudyProblem[] = [];
  for (const { scene, index } of scenes) {
    if (scene === null) continue;
    for (const [key, text] of textsIn(scene)) {
      const path: Path = ['scenes', index, key];
      findings.push(...listPictures(text).flatMap(({ source }) => checkPicture(files, source, '', path)));
    }
    const { file } = scene;
    const named = [
      ...(file === undefined ? [] : picturesOfPage(files, file, parameters)),
      ...(scene.kind === 'form' ? picturesOfSurvey(files, scene.survey ?? '', surveys.get(scene.id)) : []),
    ];
    for (const { source, file: from, line } of named)
      for (const { message, remedy } of checkPicture(files, source, from.replace(/[^/]*$/, ''), []))
        problems.push({ file: from, line, column: 1, path: '', message, remedy });
  }
  return { findings, problems };
};

const textsIn = (scene: SceneFile): [key: string, text: string][] => [
  ...(scene.text === undefined ? [] : [['text', scene.text] as [string, string]]),
  ...(scene.kind === 'consent' ? [['declined', scene.declined] as [string, string]] : []),
];

/** `source`: the path from the study folder, or an address. */
type NamedPicture = { source: string; file: string; line: number };

const picturesOfPage = (files: StudyFiles, file: string, parameters: Parameters): NamedPicture[] =>
  listPictures(fillText(stripMark(files.text(file) ?? ''), parameters)).map((one) => ({ ...one, file }));

/** What SurveyJS' own editor puts in as data is there. */
const picturesOfSurvey = (files: StudyFiles, file: string, survey: SurveyJson = {}): NamedPicture[] => {
  const lines = (files.text(file) ?? '').split('\n');
  return listSurveyPictures(survey)
    .filter((source) => !/^data:image\//i.test(source))
    .map((source) => ({ source, file, line: lines.findIndex((line) => line.includes(source)) + 1 || 1 }));
};

/** Every picture of a Markdown text, with the line of the paragraph in which it stands. */
const listPictures = (text: string): { source: string; line: number }[] =>
  engine
    .parse(text, {})
    .flatMap(({ children, map }) =>
      (children ?? []).flatMap((token) =>
        token.type === 'image' ? [{ source: decodePath(token.attrGet('src') ?? ''), line: (map?.[0] ?? 0) + 1 }] : [],
      ),
    );

/** `folder`: of the text's own file, where authors like to begin paths. */
const checkPicture = (files: StudyFiles, source: string, folder: string, path: Path): Finding[] => {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(source)) {
    const message = `expected a picture of the study, found ${JSON.stringify(source.slice(0, 60))}`;
    const remedy =
      'Stations show nothing from elsewhere: put it into the study folder and write its path from there, like pictures/field.png.';
    return [{ path, on: 'value', message, remedy }];
  }
  const name = source.replace(/^(\.\/)+/, '');
  const found = checkNamedFile(files, name, path, imageEndings);
  const meant = resolveFrom(folder, name);
  if (found.length === 0 || meant === null || files.size(meant) === null) return found;
  return found.map((finding) => ({
    ...finding,
    remedy: `Write ${JSON.stringify(meant)}: paths begin at the study folder, in every file.`,
  }));
};

/** A path that begins at `folder`, as one that begins at the study folder; null when it leads out. */
const resolveFrom = (folder: string, name: string): string | null => {
  const parts: string[] = [];
  for (const part of `${folder}${name}`.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
};
