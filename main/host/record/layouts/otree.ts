import { fileNameOf } from '../../../../protocol/fileNameOf';
import { formulaRule } from '../encoders/csvText';
import type { SessionFacts } from '../tables/SessionFacts';
import { column, type TableRow } from '../tables/Table';
import { epochMs } from './epochMs';
import type { FixedLayout, FixedFile } from './FixedLayout';
import { appsOf } from './otreeApps';
import { appFile, wideFile } from './otreeTables';

/** Files in the shapes of oTree's data page. */
export const otree: FixedLayout = {
  about: [
    "Files in the shapes of oTree's data page: all_apps_wide (one row per participant), one file per app (one row per player",
    'and round) and PageTimes. Every form, quiz and game scene is an app; a round is an episode of a game, and a form has one.',
    "The date in the names is that of the session. The label is the seat's. epoch_time_completed has a fraction, since times are",
    'kept to the millisecond here. The fields for recruiting platforms are there and empty.',
  ],
  encoding: 'otree',
  conventions: {
    csv: 'UTF-8, comma, CRLF at the end of a line, text in double quotes where it needs them',
    missing: 'an empty cell',
    boolean: '1 and 0',
    text: formulaRule,
  },
  plan: (facts) => {
    const date = facts.startedAt.slice(0, 10);
    const apps = appsOf(facts);
    return {
      files: [
        wideFile(`all_apps_wide-${date}.csv`, facts, apps),
        ...apps.map((app) => appFile(`${fileNameOf(app.name)}_${date}.csv`, facts, app)),
        pageTimesFile(`PageTimes-${date}.csv`, facts),
      ],
      texts: [],
      kinds: [],
      start: () => ({ push: () => [], end: () => [] }),
    };
  },
};

function pageTimesFile(path: string, facts: SessionFacts): FixedFile {
  const kinds = new Map(facts.study.scenes.map((scene) => [scene.id, scene.kind]));
  const numbers = new Map([...facts.seats.keys()].map((participant, index) => [participant, index + 1]));
  const entered = new Map<string, number>();
  const rows: TableRow[] = [];
  const add = (participant: string, atMs: number, fields: TableRow): void => {
    rows.push({
      session_code: facts.session,
      participant_id_in_session: numbers.get(participant) ?? null,
      participant_code: participant,
      ...fields,
      epoch_time_completed: epochMs(facts, atMs) / 1000,
      round_number: 1,
    });
  };
  for (const { body } of facts.events) {
    if (body.type === 'sceneEntered') {
      // The time from which the first page counts.
      if (!entered.has(body.participant)) {
        const first = { page_index: 0, app_name: '', page_name: 'InitializeParticipant' };
        add(body.participant, body.atMs, { ...first, timeout_happened: false, is_wait_page: false });
      }
      entered.set(body.participant, body.index);
    } else if (body.type === 'sceneLeft') {
      add(body.participant, body.atMs, {
        page_index: (entered.get(body.participant) ?? 0) + 1,
        app_name: body.scene,
        page_name: kinds.get(body.scene) ?? '',
        timeout_happened: body.reason === 'timeout',
        is_wait_page: kinds.get(body.scene) === 'lobby',
      });
    }
  }
  return { path, rowIs: 'One page that one participant completed.', columns: pageTimesColumns, rows };
}

const pageTimesColumns = [
  column('session_code', 'text', 'Code of the session.'),
  column('participant_id_in_session', 'integer', 'Number of the participant in the session, from 1.'),
  column('participant_code', 'text', 'Anonymous code of the participant.'),
  column('page_index', 'integer', 'Place of the page, from 1; 0 for the moment at which the first page was shown.'),
  column('app_name', 'text', 'Id of the scene in study.yaml.'),
  column('page_name', 'text', 'Kind of the scene.'),
  column('epoch_time_completed', 'number', 'When the page was left, seconds since 1970 in UTC.'),
  column('round_number', 'integer', 'Always 1: a scene is one page.'),
  column('timeout_happened', 'boolean', 'Whether the page was left because its time was up.'),
  column('is_wait_page', 'boolean', 'Whether it was a page on which one waits for others.'),
];
