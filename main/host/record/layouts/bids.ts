import { formulaRule } from '../encoders/csvText';
import type { SessionFacts } from '../tables/SessionFacts';
import type { Column } from '../tables/Table';
import { bidsEventFiles, sceneEventFiles, startBidsEvents } from './bidsEvents';
import { labelsFor } from './bidsLabels';
import { participantsFile, phenotypeFiles } from './bidsParticipants';
import type { FixedLayout, FixedFile } from './FixedLayout';
import { playsOf } from './playsOf';

/** A data set after the Brain Imaging Data Structure: behaviour only. */
export const bids: FixedLayout = {
  about: [
    'A data set after the Brain Imaging Data Structure (bids-specification.readthedocs.io), behaviour only: one',
    '_events.tsv per participant and episode (task: the scene; run: the episode, from 1), times in seconds since the state after',
    'reset by the clock of the host, a .json beside each file, participants.tsv, and phenotype/ for forms and quizzes.',
    'Labels may hold letters and digits only: participants.tsv and the .json files name the ids they stand for.',
  ],
  encoding: 'bids',
  conventions: {
    tsv: 'UTF-8, one tab between columns, LF at the end of a line, no quotes',
    missing: 'n/a, also for an empty text',
    boolean: 'true and false',
    time: 'seconds',
    text: `${formulaRule}; tabs and line breaks inside become a space`,
  },
  plan: (facts) => {
    const labels = labelsFor(facts);
    const plays = playsOf(facts);
    const tables = [
      participantsFile(facts, labels),
      ...phenotypeFiles(facts, labels),
      ...sceneEventFiles(facts, labels),
      ...bidsEventFiles(facts, plays, labels),
    ];
    return {
      files: tables.map(({ file }) => file),
      texts: [
        { path: 'dataset_description.json', text: toText(describeDataset(facts)) },
        { path: '.bidsignore', text: ['DATA_DICTIONARY.json', 'manifest.json', 'SHA256SUMS', 'study/', ''].join('\n') },
        ...tables.map(({ file, about }) => ({
          path: file.path.replace(/\.tsv$/, '.json'),
          text: toText({ ...about, ...sidecarOf(file) }),
        })),
      ],
      kinds: ['tick', 'input'],
      start: () => startBidsEvents(plays, labels),
    };
  },
};

const describeDataset = ({ study, session, appVersion, studyHash }: SessionFacts): object => ({
  Name: `${study.title}: session ${session}`,
  BIDSVersion: '1.10.0',
  DatasetType: 'raw',
  Authors: [],
  GeneratedBy: [{ Name: 'Cubicle', Version: appVersion }],
  SourceDatasets: [{ Version: `${study.name} ${study.version}, SHA-256 ${studyHash}` }],
});

const units: Record<string, string> = { ms: 'ms', Hz: 'Hz' };

function sidecarOf({ columns }: FixedFile): Record<string, object> {
  return Object.fromEntries(columns.map((one) => [one.name, describeColumn(one)]));
}

function describeColumn({ name, unit, meaning }: Column): object {
  const isSeconds = name === 'onset' || name === 'duration' || name.endsWith('_s');
  return { Description: meaning, ...(isSeconds ? { Units: 's' } : unit === null ? {} : { Units: units[unit] }) };
}

const toText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
