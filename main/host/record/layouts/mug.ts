import { fileNameOf } from '../../../../protocol/fileNameOf';
import type { SessionFacts } from '../tables/SessionFacts';
import { surveyQuestions } from '../tables/surveyQuestions';
import { type Column, column, type TableRow } from '../tables/Table';
import { answerCells, answerColumn } from '../tables/answerColumn';
import { epochMs } from './epochMs';
import { formulaRule } from '../encoders/csvText';
import type { FixedLayout, FixedFile } from './FixedLayout';
import { mugEpisodeFiles, startMugEpisodes } from './mugEpisodes';
import { playsOf } from './playsOf';

/** Files as Multi-User Gymnasium writes them, so that scripts made for it go on working. */
export const mug: FixedLayout = {
  about: [
    'Files as Multi-User Gymnasium (MUG) writes them: <scene>/<participant>_ep<N>.csv for each episode, N from 0, and',
    '<scene>/<participant>.csv for each form. Column names and their order are those of MUG. A row is a state (t, timestamp,',
    'infos) with the action taken in it and what came of that; the first is the state after reset, the last the one in which',
    'the episode ended, which has no action.',
    'What differs from MUG: whole numbers are written as whole numbers (the empty cells of the last row make pandas read',
    'them as floats all the same: pandas.read_csv(file).convert_dtypes() brings them back); a game of several has that last',
    "row too, and the host's one clock; its files are the same for all who played, since the host decides.",
  ],
  encoding: 'pandas',
  conventions: {
    csv: 'UTF-8, comma, CRLF at the end of a line, text in double quotes where it needs them',
    missing: 'an empty cell',
    boolean: 'True and False',
    text: formulaRule,
  },
  plan: (facts) => {
    const plays = playsOf(facts);
    return {
      files: [...mugEpisodeFiles(plays), ...formFiles(facts)],
      texts: [],
      kinds: ['tick'],
      start: () => startMugEpisodes(facts, plays),
    };
  },
};

const timestamp = 'timestamp';

/** One file with one row for each form that a participant handed in; of a quiz, the last attempt. */
function formFiles(facts: SessionFacts): FixedFile[] {
  const files = new Map<string, FixedFile>();
  for (const { body } of facts.events) {
    if (body.type !== 'answersSubmitted' && body.type !== 'quizAttempted') continue;
    const path = `${fileNameOf(body.scene)}/${body.participant}.csv`;
    const columns = formColumns(facts, body.scene, Object.keys(body.answers));
    const row: TableRow = { ...answerCells(body.answers, [timestamp]), [timestamp]: epochMs(facts, body.atMs) };
    files.set(path, { path, rowIs: 'The answers of one participant in one form.', columns, rows: [row] });
  }
  return [...files.values()];
}

function formColumns(facts: SessionFacts, id: string, answered: readonly string[]): Column[] {
  const scene = facts.study.scenes.find((one) => one.id === id);
  const asked = scene?.kind === 'form' || scene?.kind === 'quiz' ? surveyQuestions(scene.survey) : [];
  const others = answered.filter((name) => !asked.some((one) => one.name === name)).sort();
  return [
    ...[...asked, ...others.map((name) => ({ name, title: name }))].map(({ name, title }) =>
      column(answerColumn(name, [timestamp]), 'any', `Answer to: ${title}`),
    ),
    column(timestamp, 'integer', 'When it was handed in, milliseconds since 1970.', 'ms'),
  ];
}
