import type { Scene } from '../../../../protocol/study';
import type { SessionFacts } from '../tables/SessionFacts';
import { answerCells, answerColumn, QUIZ_OWN } from '../tables/answerColumn';
import { surveyQuestions } from '../tables/surveyQuestions';
import { type Column, column, type TableRow } from '../tables/Table';
import { playsOf } from './playsOf';

/** One player in one round. */
export type OtreePlayer = {
  idInGroup: number;
  role: string | null;
  /** Number of the group within the app, from 1. */
  group: number;
  fields: TableRow;
};

/** A scene with data, as an oTree app. `players`: participant → its player in each round. */
export type OtreeApp = { name: string; fields: Column[]; rounds: number; players: Map<string, OtreePlayer[]> };

/** Every form, quiz and game scene as an app, in the order of the study. */
export function appsOf(facts: SessionFacts): OtreeApp[] {
  return facts.study.scenes.flatMap((scene) => {
    if (scene.kind === 'form' || scene.kind === 'quiz') return [formApp(scene, facts)];
    return scene.kind === 'game' ? [gameApp(scene, facts)] : [];
  });
}

/** What a player has besides the fields of its app. */
const PLAYER_OWN = ['id_in_group', 'role'];

function formApp(scene: Extract<Scene, { kind: 'form' | 'quiz' }>, facts: SessionFacts): OtreeApp {
  const own = [...PLAYER_OWN, ...(scene.kind === 'quiz' ? QUIZ_OWN : [])];
  const fields = surveyQuestions(scene.survey).map(({ name, title }) =>
    column(answerColumn(name, own), 'any', `Answer to: ${title}`),
  );
  const others = new Set<string>();
  const players = new Map<string, OtreePlayer[]>();
  const order = [...facts.seats.keys()];
  for (const { body } of facts.events) {
    if ((body.type !== 'answersSubmitted' && body.type !== 'quizAttempted') || body.scene !== scene.id) continue;
    const answers = answerCells(body.answers, own);
    for (const name of Object.keys(answers)) if (!fields.some((one) => one.name === name)) others.add(name);
    const attempts = body.type === 'quizAttempted' ? { attempts: body.attempt } : {};
    // Who answers alone is a group of one.
    const group = order.indexOf(body.participant) + 1;
    players.set(body.participant, [{ idInGroup: 1, role: null, group, fields: { ...answers, ...attempts } }]);
  }
  const extra = [...others].sort().map((name) => column(name, 'any', `Answer to: ${name}`));
  const attempts = column('attempts', 'integer', 'How often the quiz was handed in.');
  return {
    name: scene.id,
    fields: [...fields, ...extra, ...(scene.kind === 'quiz' ? [attempts] : [])],
    rounds: 1,
    players,
  };
}

const gameFields = [
  column('game', 'text', "One group's play in a game scene."),
  column('episode_return', 'number', 'Sum of the rewards of the agent in this episode; empty when it did not end.'),
  column('ticks', 'integer', 'How many ticks were played; empty when the episode did not end.'),
  column('end_reason', 'text', 'How the episode ended; empty when it did not.'),
];

function gameApp(scene: Extract<Scene, { kind: 'game' }>, facts: SessionFacts): OtreeApp {
  const players = new Map<string, OtreePlayer[]>();
  const groups = new Map<string, number>();
  for (const { game } of playsOf(facts).filter((play) => play.game.scene === scene.id)) {
    if (!groups.has(game.game)) groups.set(game.game, groups.size + 1);
  }
  for (const { game, participant, agent, ended } of playsOf(facts)) {
    if (game.scene !== scene.id) continue;
    const humans = Object.keys(game.members).filter((one) => 'participant' in (game.members[one] ?? {}));
    const player: OtreePlayer = {
      idInGroup: humans.indexOf(agent) + 1,
      role: agent,
      group: groups.get(game.game) ?? 0,
      fields: {
        game: game.game,
        episode_return: ended?.returns[agent] ?? null,
        ticks: ended?.ticks ?? null,
        end_reason: ended?.reason ?? null,
      },
    };
    players.set(participant, [...(players.get(participant) ?? []), player]);
  }
  const rounds = Math.max(scene.episodes, ...[...players.values()].map((all) => all.length));
  return { name: scene.id, fields: gameFields, rounds, players };
}
