import type { PayView, Screen } from '../../../protocol/view';
import { lobbyPools } from './matchLobby';
import { deadlineOf, type Pool, type Present } from './matchPools';
import { sessionMsAt } from './playTime';
import { viewPay } from './viewPay';
import type { GameState, ParticipantState, SceneOf, ScenePlace, SessionState } from './SessionState';

const WAIT_FOR_START: Screen = { kind: 'waiting', title: 'Please wait', text: 'The experimenter will start soon.' };
const WAIT_FOR_OTHERS: Screen = { kind: 'waiting', title: 'Please wait', text: 'The next part will begin soon.' };
const SESSION_ENDED = {
  kind: 'end',
  title: 'The session has ended',
  text: 'Thank you for taking part. Please wait for the experimenter.',
} as const;
const PART_ENDED = 'This part has ended. Please continue with the next one.';

/** What this participant's station must show. Only what is theirs goes in: no quiz key, no policy, no one else's doings. */
export const viewScreen = (state: SessionState, one: ParticipantState): Screen => {
  const { place } = one;
  if (place.at === 'finished') return viewEnd(state, one, place.index, place.completionCode);
  if (place.at === 'declined') return viewDeclined(state, place.index);
  if (state.phase.phase === 'ended') return { ...SESSION_ENDED, completionCode: null, pay: shownPay(state, one) };
  if (place.at === 'door') return WAIT_FOR_START;
  if (place.at === 'between') return WAIT_FOR_OTHERS;
  const found = state.study.scenes[place.index];
  if (!found) return WAIT_FOR_OTHERS;
  const { id: scene, title, text } = found;
  switch (found.kind) {
    case 'page':
      return { kind: 'page', scene, title, text, button: found.button };
    case 'consent':
      return { kind: 'consent', scene, title, text, agree: found.agree, decline: found.decline };
    case 'form':
      return { kind: 'form', scene, title, text, survey: found.survey };
    case 'quiz':
      return viewQuiz(found, place);
    case 'lobby':
      return viewLobby(state, found, { ...one, place });
    case 'game':
      return viewGame(state, found, one.participant);
    case 'end':
      return viewEnd(state, one, place.index, null);
  }
};

const viewEnd = (state: SessionState, one: ParticipantState, index: number, completionCode: string | null): Screen => {
  const scene = state.study.scenes[index];
  const pay = shownPay(state, one);
  if (scene?.kind !== 'end') return { ...SESSION_ENDED, completionCode, pay };
  return { kind: 'end', title: scene.title, text: scene.text, completionCode, pay };
};

const shownPay = (state: SessionState, one: ParticipantState): PayView | null =>
  state.study.payment?.show === true ? viewPay(state, one) : null;

const viewDeclined = (state: SessionState, index: number): Screen => {
  const scene = state.study.scenes[index];
  const text = scene?.kind === 'consent' ? scene.declined : SESSION_ENDED.text;
  return { kind: 'end', title: '', text, completionCode: null, pay: null };
};

const viewQuiz = (scene: SceneOf<'quiz'>, { lastAttempt }: ScenePlace): Screen => {
  const made = lastAttempt?.attempt ?? 0;
  return {
    kind: 'quiz',
    scene: scene.id,
    title: scene.title,
    text: scene.text,
    survey: scene.survey,
    attempt: made + 1,
    attemptsLeft: scene.attempts === null ? null : scene.attempts - made,
    wrong: Object.fromEntries((lastAttempt?.wrong ?? []).map((question) => [question, scene.hints[question] ?? ''])),
    answers: { ...lastAttempt?.answers },
  };
};

const viewLobby = (state: SessionState, scene: SceneOf<'lobby'>, me: Present): Screen => {
  const index = me.place.index;
  const pool = lobbyPools(state, index, scene).find((some) => includes(some, me)) ?? {
    present: [me],
    awaited: 0,
    size: scene.groupSize,
    waitMs: scene.waitMs,
  };
  return {
    kind: 'lobby',
    scene: scene.id,
    title: scene.title,
    text: scene.text,
    present: Math.min(pool.present.length, pool.size),
    of: pool.size,
    untilMs: sessionMsAt(state, deadlineOf(pool)),
  };
};

const includes = (pool: Pool, me: Present): boolean => pool.present.some((one) => one.participant === me.participant);

const viewGame = (state: SessionState, scene: SceneOf<'game'>, participant: string): Screen => {
  const found = findGame(state, scene.id, participant);
  if (!found) return WAIT_FOR_OTHERS;
  const { game, agent } = found;
  if (game.outcome.phase === 'failed')
    return { kind: 'page', scene: scene.id, title: scene.title, text: PART_ENDED, button: 'Continue' };
  const { canvas } = environmentOf(state, scene);
  return {
    kind: 'game',
    scene: scene.id,
    title: scene.title,
    text: scene.text,
    game: game.game,
    agent,
    paused: game.paused,
    canvas,
    told: Object.keys(game.takenOver).some((other) => other !== agent) ? (scene.takeOver?.tell ?? null) : null,
    keys: scene.keys,
    regions: scene.regions,
    points: scene.pointer === 'position',
    padDeadZone: scene.padDeadZone,
    tickHz: scene.tickHz,
    episode: Math.min(game.episode, scene.episodes - 1),
    episodes: scene.episodes,
  };
};

const findGame = (
  state: SessionState,
  scene: string,
  participant: string,
): { game: GameState; agent: string } | null => {
  for (const game of state.games) {
    if (game.scene !== scene) continue;
    for (const [agent, member] of Object.entries(game.members))
      if ('participant' in member && member.participant === participant) return { game, agent };
  }
  return null;
};

const environmentOf = (state: SessionState, scene: SceneOf<'game'>): { canvas: { width: number; height: number } } => {
  const environment = state.study.environments[scene.environment];
  if (!environment) throw new Error(`No environment ${scene.environment} in study ${state.study.name}.`);
  return environment;
};
