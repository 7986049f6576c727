import { type Column, column } from './Table';

/** Columns that mean the same in every table they stand in. */
export const shared = {
  session: column('session', 'text', 'Code of the session.'),
  participant: column('participant', 'text', 'Anonymous code of the participant.'),
  actor: column('participant', 'text', 'The participant whose agent it is; empty when it is the agent of a policy.'),
  seat: column('seat', 'text', 'Label of the seat in the room.'),
  group: column('group', 'text', 'The group that plays together; empty for a game that is played alone.'),
  treatment: column('treatment', 'text', 'The treatment of those who play; empty when they have none.'),
  game: column('game', 'text', "One group's play in a game scene."),
  scene: column('scene', 'text', 'Id of the scene in study.yaml.'),
  episode: column('episode', 'integer', 'Number of the episode within the game, from 0.'),
  tick: column('tick', 'integer', 'Number of the step within the episode; 1 is the first step after reset.'),
  agent: column('agent', 'text', 'The player in the environment.'),
  policy: column('policy', 'text', 'The policy that acts for the agent; empty when a participant does.'),
  atMs: column('at_ms', 'number', 'Session time: since the session was made, by a clock that never jumps.', 'ms'),
} satisfies Record<string, Column>;
