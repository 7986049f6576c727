import type { Scene } from '../../../../protocol/study';
import { participants } from '../tables/participants';
import type { SessionFacts } from '../tables/SessionFacts';
import { type Column, column, type TableRow } from '../tables/Table';
import { answerColumn } from '../tables/answerColumn';
import type { BidsLabels } from './bidsLabels';
import type { BidsTable } from './bidsEvents';
import { eventRowsOf } from './eventRowsOf';

const participantId = column('participant_id', 'text', 'Label of the participant.');

/** participants.tsv: one row per participant; what was answered stands in phenotype/. */
export function participantsFile(facts: SessionFacts, labels: BidsLabels): BidsTable {
  const forms = facts.study.scenes.filter(isForm).map((scene) => `${scene.id}.`);
  const kept = participants
    .columns(facts)
    .filter(({ name }) => name !== 'session' && !forms.some((form) => name.startsWith(form)));
  const rows = eventRowsOf(participants, facts);
  return {
    file: {
      path: 'participants.tsv',
      rowIs: 'One participant.',
      columns: [participantId, ...kept.map(inSeconds)],
      rows: rows.map((row) => ({
        participant_id: labels.subject(String(row['participant'])),
        ...Object.fromEntries(kept.map((one) => [inSeconds(one).name, valueOf(one, row[one.name])])),
      })),
    },
    about: {},
  };
}

/** phenotype/: one file per form or quiz, one row per participant who answered. */
export function phenotypeFiles(facts: SessionFacts, labels: BidsLabels): BidsTable[] {
  const rows = eventRowsOf(participants, facts);
  return facts.study.scenes.filter(isForm).flatMap((scene) => {
    const prefix = `${scene.id}.`;
    const nameOf = (name: string): string => answerColumn(name.slice(prefix.length), [participantId.name]);
    const columns = participants.columns(facts).filter(({ name }) => name.startsWith(prefix));
    const answered = rows.filter((row) => columns.some(({ name }) => row[name] !== null));
    if (answered.length === 0) return [];
    return [
      {
        file: {
          path: `phenotype/${labels.task(scene.id)}.tsv`,
          rowIs: `The answers of one participant in ${scene.id}.`,
          columns: [participantId, ...columns.map((one) => ({ ...one, name: nameOf(one.name) }))],
          rows: answered.map(
            (row): TableRow => ({
              participant_id: labels.subject(String(row['participant'])),
              ...Object.fromEntries(columns.map(({ name }) => [nameOf(name), row[name]])),
            }),
          ),
        },
        about: { MeasurementToolMetadata: { Description: scene.title === '' ? scene.id : scene.title } },
      },
    ];
  });
}

const isForm = (scene: Scene): scene is Extract<Scene, { kind: 'form' | 'quiz' }> =>
  scene.kind === 'form' || scene.kind === 'quiz';

const inSeconds = (one: Column): Column =>
  one.unit === 'ms' ? { ...one, name: `${one.name.replace(/_ms$/, '')}_s`, unit: null } : one;

const valueOf = (one: Column, value: unknown): unknown =>
  one.unit === 'ms' && typeof value === 'number' ? value / 1000 : value;
