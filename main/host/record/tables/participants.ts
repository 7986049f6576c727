import type { Scene } from '../../../../protocol/study';
import { answerCells, answerColumn, QUIZ_OWN } from './answerColumn';
import { payOf } from './payOf';
import type { SessionFacts } from './SessionFacts';
import { shared } from './sharedColumns';
import { surveyQuestions } from './surveyQuestions';
import { type Column, column, type Table, type TableRow } from './Table';

/** One row per participant, with everything that is one value per participant: the wide table. */
export const participants: Table = {
  name: 'participants',
  rowIs: 'One participant.',
  from: 'events',
  columns: (facts) => [
    ...fixedColumns,
    ...facts.study.scenes.flatMap((scene) => sceneColumns(scene, facts).map((one) => ({ ...one, scene: scene.id }))),
  ],
  project: (facts) => {
    const pays = payOf(facts);
    return [...facts.seats.keys()].map((participant) => {
      const pay = pays.get(participant);
      const row = participantRow(participant, facts);
      return pay === undefined ? row : { ...row, payoff_points: Number(pay.points), payoff: Number(pay.payoff) };
    });
  },
};

const fixedColumns: Column[] = [
  shared.session,
  shared.participant,
  { ...shared.seat, meaning: 'Label of the seat in the room; of several the last.' },
  column('seats', 'text', 'All seats the participant held, in order, separated by spaces.'),
  {
    ...shared.treatment,
    meaning: 'The treatment of the participant; empty when they got none, or the study has none.',
  },
  column('groups', 'text', 'The groups the participant was in, in order, separated by spaces.'),
  column('state', 'text', 'finished, declined (did not consent), or unfinished.'),
  column('seated_at_ms', 'number', 'Session time at which the participant took the seat.', 'ms'),
  column('started_at_ms', 'number', 'Session time at which the first scene was entered.', 'ms'),
  column('finished_at_ms', 'number', 'Session time at which the last scene was reached.', 'ms'),
  column('last_scene', 'text', 'The last scene that was entered.'),
  column('seated_wall', 'time', 'Wall time of the host at seated_at_ms, ISO 8601 with offset.'),
  column('finished_wall', 'time', 'Wall time of the host at finished_at_ms.'),
  column('completion_code', 'text', 'The code shown at the end, if the study gives one.'),
  column('disconnections', 'integer', 'How often the station lost its connection.'),
  column('payoff_points', 'number', 'Points of the scenes that the study pays for; empty when it pays nothing.'),
  column(
    'payoff',
    'number',
    'What the points are worth, rounded; show-up fee and adjustments are in the payment list.',
  ),
];

function sceneColumns(scene: Scene, facts: SessionFacts): Column[] {
  if (scene.kind === 'form' || scene.kind === 'quiz') {
    const isQuiz = scene.kind === 'quiz';
    const answers = questionsOf(scene, facts).map(({ name, title }) =>
      column(
        `${scene.id}.${isQuiz ? answerColumn(name, QUIZ_OWN) : name}`,
        'any',
        `Answer${isQuiz ? ' in the last attempt' : ''} to: ${title}`,
      ),
    );
    if (!isQuiz) return answers;
    return [...answers, column(`${scene.id}.attempts`, 'integer', 'How often the quiz was handed in.')];
  }
  if (scene.kind !== 'game') return [];
  return [
    column(`${scene.id}.game`, 'text', 'The game the participant played in this scene.'),
    column(`${scene.id}.agent`, 'text', 'The agent the participant acted for.'),
    column(`${scene.id}.episodes`, 'integer', 'How many episodes were played to their end.'),
    column(`${scene.id}.return`, 'number', 'Sum of the rewards of that agent over those episodes.'),
  ];
}

/** What the form asks, and after it whatever else was answered (a form of the study's own may make up names as it goes). */
function questionsOf(
  scene: Extract<Scene, { kind: 'form' | 'quiz' }>,
  facts: SessionFacts,
): { name: string; title: string }[] {
  const asked = surveyQuestions(scene.survey);
  const known = new Set(asked.map((question) => question.name));
  const others = new Set<string>();
  for (const { body } of facts.events) {
    if ((body.type !== 'answersSubmitted' && body.type !== 'quizAttempted') || body.scene !== scene.id) continue;
    for (const name of Object.keys(body.answers)) if (!known.has(name)) others.add(name);
  }
  return [...asked, ...[...others].sort().map((name) => ({ name, title: name }))];
}

function participantRow(participant: string, facts: SessionFacts): TableRow {
  const seat = facts.seats.get(participant);
  const row: TableRow = Object.fromEntries(participants.columns(facts).map((one) => [one.name, null]));
  Object.assign(row, {
    session: facts.session,
    participant,
    seat: seat?.seat ?? null,
    treatment: facts.treatments.get(participant) ?? null,
    state: 'unfinished',
    seated_at_ms: seat?.seatedAtMs ?? null,
    disconnections: 0,
  });
  const groups: string[] = [];
  const seats = new Set<string>();
  for (const { body, wall } of facts.events) {
    if (body.type === 'groupFormed' && body.members.includes(participant)) groups.push(body.group);
    else if (body.type === 'stationDisconnected' && body.seat === seat?.seat)
      row['disconnections'] = Number(row['disconnections']) + 1;
    else if (body.type === 'gameFormed') addGame(row, participant, body);
    else if (body.type === 'episodeEnded') addEpisode(row, participant, body, facts);
    else if ('participant' in body && body.participant === participant) addOwn(row, seats, body, wall);
  }
  row['seats'] = [...seats].join(' ');
  row['groups'] = groups.join(' ');
  return row;
}

type Body<T extends string> = Extract<SessionFacts['events'][number]['body'], { type: T }>;

function addOwn(row: TableRow, seats: Set<string>, body: SessionFacts['events'][number]['body'], wall: string): void {
  if ('seat' in body) seats.add(body.seat);
  if (body.type === 'seatAdded') row['seated_wall'] = wall;
  if (body.type === 'sceneEntered') {
    row['started_at_ms'] ??= body.atMs;
    row['last_scene'] = body.scene;
  }
  if (body.type === 'participantDeclined') row['state'] = 'declined';
  if (body.type === 'participantFinished') {
    Object.assign(row, {
      state: 'finished',
      finished_at_ms: body.atMs,
      finished_wall: wall,
      completion_code: body.completionCode,
    });
  }
  if (body.type !== 'answersSubmitted' && body.type !== 'quizAttempted') return;
  const own = body.type === 'quizAttempted' ? QUIZ_OWN : [];
  for (const [name, answer] of Object.entries(answerCells(body.answers, own))) row[`${body.scene}.${name}`] = answer;
  if (body.type === 'quizAttempted') row[`${body.scene}.attempts`] = body.attempt;
}

function addGame(row: TableRow, participant: string, { game, scene, members }: Body<'gameFormed'>): void {
  const agent = agentOf(members, participant);
  if (agent === null) return;
  Object.assign(row, {
    [`${scene}.game`]: game,
    [`${scene}.agent`]: agent,
    [`${scene}.episodes`]: 0,
    [`${scene}.return`]: 0,
  });
}

function addEpisode(row: TableRow, participant: string, body: Body<'episodeEnded'>, facts: SessionFacts): void {
  const game = facts.games.get(body.game);
  const agent = game === undefined ? null : agentOf(game.members, participant);
  if (game === undefined || agent === null) return;
  row[`${game.scene}.episodes`] = Number(row[`${game.scene}.episodes`]) + 1;
  row[`${game.scene}.return`] = Number(row[`${game.scene}.return`]) + (body.returns[agent] ?? 0);
}

function agentOf(members: Body<'gameFormed'>['members'], participant: string): string | null {
  const found = Object.entries(members).find(
    ([, member]) => 'participant' in member && member.participant === participant,
  );
  return found?.[0] ?? null;
}
