import type { SessionEvent } from '../../../protocol/event';
import type { SessionState } from './SessionState';

const seatOf = (state: SessionState, participant: string): string =>
  state.participants.find((one) => one.participant === participant)?.seat ?? participant;
const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Games that were paused by themselves do not go on with the session. */
const stillPaused = ({ games }: SessionState): string[] => {
  const held = games.filter(({ paused, outcome }) => paused && outcome.phase === 'playing').map(({ game }) => game);
  return held.length === 0 ? [] : [`Still paused by itself: ${held.join(', ')}.`];
};

/** What the operator should read of an event, or null. */
export const noticeOf = (state: SessionState, event: SessionEvent): string | null => {
  switch (event.type) {
    case 'sessionStarted':
      return 'The session was started.';
    case 'sessionPaused':
      return event.reason ? `The session was paused: ${event.reason}` : 'The session was paused.';
    case 'sessionResumed':
      return ['The session was resumed.', ...stillPaused(state)].join(' ');
    case 'sessionEnded':
      return event.reason ? `The session was ended: ${event.reason}` : 'The session was ended.';
    case 'sessionHeld':
      return `Play stood still for ${inSeconds(event.atMs - event.fromMs)}: ${event.reason}.`;
    case 'sessionRecovered':
      return `The session was taken up again after the host was gone for ${inSeconds(event.gapMs)}.`;
    case 'clockJumped':
      return `The clock of this machine was moved ${event.byMs < 0 ? 'back' : 'forward'} by ${inSeconds(Math.abs(event.byMs))}. The session's own time goes on as it was; only wall times jump.`;
    case 'stationDisconnected':
      return `${event.seat} lost its connection.`;
    case 'participantDeclined':
      return `${seatOf(state, event.participant)} declined to take part.`;
    case 'participantFinished':
      return `${seatOf(state, event.participant)} has finished.`;
    case 'paymentAdjusted':
      return `The payment of ${seatOf(state, event.participant)} was changed by ${event.amount}: ${event.reason}`;
    case 'gamePaused':
      return `Game ${event.game} was paused.`;
    case 'gameResumed':
      return `Game ${event.game} was resumed.`;
    case 'gameRestored':
      return `Game ${event.game} was restored at tick ${event.tick} of episode ${event.episode + 1} (${inSeconds(event.gapMs)} lost): ${event.reason}`;
    case 'agentTakenOver':
      return `${seatOf(state, event.participant)} has been gone for ${inSeconds(event.awayMs)}: ${event.policy} plays ${event.agent} in game ${event.game}.`;
    case 'agentHandedBack':
      return `${seatOf(state, event.participant)} is back and plays ${event.agent} in game ${event.game} again.`;
    case 'gameFailed':
      return `Game ${event.game} stopped: ${event.error.message}`;
    default:
      return null;
  }
};
