import type { GameRow, SeatRow, SessionView } from '../../../protocol/view';
import { playedScene } from './playedScene';
import { isForAll, treatmentOf } from './treatmentOf';
import { viewPayment } from './viewPay';
import type { GameState, ParticipantState, SessionState } from './SessionState';

/** All that the operator's console shows of the session. */
export const viewSession = (state: SessionState): SessionView => {
  const { study, phase } = state;
  return {
    session: state.session,
    joinCode: state.joinCode,
    study: {
      name: study.name,
      title: study.title,
      version: study.version,
      hash: state.studyHash,
      scenes: study.scenes.map(({ id, kind, title }) => ({ id, kind, title })),
      seats: study.seats,
      treatments: viewTreatments(state),
    },
    phase: phase.phase,
    startedAtMs: phase.phase === 'lobby' ? null : phase.startedAtMs,
    seats: state.participants.map((one) => viewSeat(state, one)),
    games: state.games.map((game) => viewGameRow(state, game)),
    notices: state.notices.map((notice) => ({ ...notice })),
    payment: viewPayment(state),
  };
};

/** Null when the study has none. `settable`: those who have not begun can be given another. */
const viewTreatments = ({ study, assigned }: SessionState): SessionView['study']['treatments'] =>
  study.treatments === undefined
    ? null
    : {
        names: study.treatments.list.map(({ name }) => name),
        by: study.treatments.by,
        settable: study.treatments.by === 'participant' && !assigned.some(isForAll),
      };

const viewSeat = (state: SessionState, one: ParticipantState): SeatRow => {
  const { seat, participant, connected, place, group } = one;
  const sceneIndex = place.at === 'door' ? -1 : place.index;
  const scene = state.study.scenes[sceneIndex];
  return {
    seat,
    participant,
    connected,
    scene: scene?.id ?? '',
    sceneIndex,
    sceneKind: scene?.kind ?? '',
    state: seatState(state, one),
    group,
    treatment: treatmentOf(state, participant),
  };
};

const seatState = (state: SessionState, { participant, place }: ParticipantState): SeatRow['state'] => {
  if (place.at === 'declined' || place.at === 'finished') return place.at;
  if (place.at !== 'scene') return 'waiting';
  const scene = state.study.scenes[place.index];
  if (scene?.kind === 'lobby') return 'waiting';
  if (scene?.kind !== 'game') return 'active';
  const inGame = state.games.some(
    (game) =>
      game.scene === scene.id &&
      Object.values(game.members).some((member) => 'participant' in member && member.participant === participant),
  );
  return inGame ? 'active' : 'waiting';
};

const viewGameRow = (state: SessionState, game: GameState): GameRow => {
  const { scene, study } = playedScene(state, game);
  const members: GameRow['members'] = {};
  for (const [agent, member] of Object.entries(game.members)) {
    const seat =
      'participant' in member
        ? state.participants.find((one) => one.participant === member.participant)?.seat
        : undefined;
    const takenOver = game.takenOver[agent];
    members[agent] = { ...member, ...(seat !== undefined && { seat }), ...(takenOver !== undefined && { takenOver }) };
  }
  return {
    game: game.game,
    scene: game.scene,
    members,
    phase: game.outcome.phase,
    paused: game.paused,
    episode: Math.min(game.episode, scene.episodes - 1),
    episodes: scene.episodes,
    canvas: study.environments[scene.environment]?.canvas ?? { width: 0, height: 0 },
    tickHz: scene.tickHz,
    error: game.outcome.phase === 'failed' ? game.outcome.error : null,
  };
};
