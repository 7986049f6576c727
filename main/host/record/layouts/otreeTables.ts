import { payOf } from '../tables/payOf';
import type { SessionFacts } from '../tables/SessionFacts';
import { type Column, column, type TableRow } from '../tables/Table';
import { epochMs } from './epochMs';
import type { FixedFile } from './FixedLayout';
import type { OtreeApp, OtreePlayer } from './otreeApps';

/** One row per participant: what is one value per participant, then every app and round side by side. */
export function wideFile(path: string, facts: SessionFacts, apps: readonly OtreeApp[]): FixedFile {
  const known = knownOf(facts);
  const rounds = apps.flatMap((app) => Array.from({ length: app.rounds }, (_, index) => ({ app, index })));
  return {
    path,
    rowIs: 'One participant.',
    columns: [
      ...participantColumns,
      ...sessionColumns,
      ...rounds.flatMap(({ app, index }) =>
        playerColumns(app).map((one) => prefixed(one, `${app.name}.${index + 1}.`)),
      ),
    ],
    rows: [...facts.seats.keys()].map((participant) => {
      const row: TableRow = { ...participantCells(participant, facts, known), ...sessionCells(facts) };
      for (const { app, index } of rounds) {
        const cells = playerCells(app.players.get(participant)?.[index], index + 1);
        for (const [name, value] of Object.entries(cells)) row[`${app.name}.${index + 1}.${name}`] = value;
      }
      return row;
    }),
  };
}

/** One row per player and round of one app. */
export function appFile(path: string, facts: SessionFacts, app: OtreeApp): FixedFile {
  const known = knownOf(facts);
  return {
    path,
    rowIs: `One player in one round of ${app.name}.`,
    columns: [...participantColumns, ...playerColumns(app), ...sessionColumns],
    rows: [...app.players].flatMap(([participant, players]) =>
      players.map((player, index) => ({
        ...participantCells(participant, facts, known),
        ...playerCells(player, index + 1),
        ...sessionCells(facts),
      })),
    ),
  };
}

const participantColumns = [
  column('participant.id_in_session', 'integer', 'Number of the participant in the session, from 1.'),
  column('participant.code', 'text', 'Anonymous code of the participant.'),
  column('participant.label', 'text', 'Label of the seat in the room.'),
  column('participant._is_bot', 'boolean', 'Always 0: what test bots did is not told apart here.'),
  column('participant._index_in_pages', 'integer', 'Place of the last page that was entered, from 1.'),
  column('participant._max_page_index', 'integer', 'How many pages the study has.'),
  column('participant._current_app_name', 'text', 'Id of the last scene that was entered.'),
  column('participant._current_page_name', 'text', 'Kind of that scene.'),
  column('participant.time_started_utc', 'text', 'When the first page was shown, in UTC.'),
  column('participant.visited', 'boolean', 'Whether a page was shown.'),
  column('participant.mturk_worker_id', 'text', 'Empty: nobody is recruited through a platform.'),
  column('participant.mturk_assignment_id', 'text', 'Empty: nobody is recruited through a platform.'),
  column('participant.payoff', 'number', 'What the points are worth, rounded; empty when the study pays nothing.'),
  column('participant.treatment', 'text', 'The treatment of the participant; empty when the study has none.'),
];

const sessionColumns = [
  column('session.code', 'text', 'Code of the session.'),
  column('session.label', 'text', 'Empty: sessions have a code only.'),
  column('session.mturk_HITId', 'text', 'Empty: nobody is recruited through a platform.'),
  column('session.mturk_HITGroupId', 'text', 'Empty: nobody is recruited through a platform.'),
  column('session.comment', 'text', 'Empty: sessions have no comment.'),
  column('session.is_demo', 'boolean', 'Always 0: a demo is a session like any other.'),
  column('session.config.name', 'text', 'Name of the study.'),
  column('session.config.participation_fee', 'number', 'The show-up fee; empty when the study pays nothing.'),
  column('session.config.real_world_currency_per_point', 'number', 'What one point is worth.'),
];

type Place = { index: number; scene: string; startedAtMs: number };
type Known = { places: ReadonlyMap<string, Place>; payoffs: ReadonlyMap<string, number> };

const knownOf = (facts: SessionFacts): Known => ({
  places: placesOf(facts),
  payoffs: new Map([...payOf(facts)].map(([participant, { payoff }]) => [participant, Number(payoff)])),
});

/** Where each participant was last, and when it began. */
function placesOf(facts: SessionFacts): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { body } of facts.events) {
    if (body.type !== 'sceneEntered') continue;
    const startedAtMs = places.get(body.participant)?.startedAtMs ?? body.atMs;
    places.set(body.participant, { index: body.index, scene: body.scene, startedAtMs });
  }
  return places;
}

function participantCells(participant: string, facts: SessionFacts, { places, payoffs }: Known): TableRow {
  const place = places.get(participant);
  const { scenes } = facts.study;
  return {
    'participant.id_in_session': [...facts.seats.keys()].indexOf(participant) + 1,
    'participant.code': participant,
    'participant.label': facts.seats.get(participant)?.seat ?? null,
    'participant._is_bot': false,
    'participant._index_in_pages': place === undefined ? 0 : place.index + 1,
    'participant._max_page_index': scenes.length,
    'participant._current_app_name': place?.scene ?? null,
    'participant._current_page_name': scenes.find((scene) => scene.id === place?.scene)?.kind ?? null,
    'participant.time_started_utc':
      place === undefined
        ? null
        : new Date(epochMs(facts, place.startedAtMs)).toISOString().replace('T', ' ').slice(0, -1),
    'participant.visited': place !== undefined,
    'participant.treatment': facts.treatments.get(participant) ?? null,
    'participant.payoff': payoffs.get(participant) ?? null,
  };
}

const sessionCells = (facts: SessionFacts): TableRow => ({
  'session.code': facts.session,
  'session.is_demo': false,
  'session.config.name': facts.study.name,
  'session.config.participation_fee': facts.study.payment?.showUpFee ?? null,
  'session.config.real_world_currency_per_point': facts.study.payment?.perPoint ?? null,
});

function playerColumns(app: OtreeApp): Column[] {
  return [
    column('player.id_in_group', 'integer', 'Number of the player in the group, from 1.'),
    column('player.role', 'text', 'The agent the player acted for; empty in a form.'),
    ...app.fields.map((one) => prefixed(one, 'player.')),
    column('group.id_in_subsession', 'integer', 'Number of the group in this app and round, from 1.'),
    column('subsession.round_number', 'integer', 'Number of the round, from 1: the episode of a game.'),
  ];
}

function playerCells(player: OtreePlayer | undefined, round: number): TableRow {
  if (player === undefined) return { 'subsession.round_number': round };
  const cells: TableRow = { 'player.id_in_group': player.idInGroup, 'player.role': player.role };
  for (const [name, value] of Object.entries(player.fields)) cells[`player.${name}`] = value;
  return { ...cells, 'group.id_in_subsession': player.group, 'subsession.round_number': round };
}

const prefixed = (one: Column, prefix: string): Column => ({ ...one, name: `${prefix}${one.name}` });
