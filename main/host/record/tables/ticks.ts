import type { StoredRow } from '../../../../protocol/journal';
import type { SessionFacts } from './SessionFacts';
import { shared } from './sharedColumns';
import { column, type Table, type TableRow } from './Table';

/** One row per agent and tick: what was done, by whom, and what came of it. */
export const ticks: Table = {
  name: 'ticks',
  rowIs: 'One agent in one tick.',
  from: 'rows',
  kinds: ['tick'],
  columns: () => [
    shared.session,
    shared.group,
    shared.game,
    shared.scene,
    shared.episode,
    shared.tick,
    shared.atMs,
    shared.agent,
    shared.actor,
    {
      ...shared.policy,
      meaning:
        'The policy that acts for the agent; empty when a participant does. Beside a participant: it has taken over, because they are gone.',
    },
    column(
      'action',
      'any',
      'The action that the environment was given for this agent; empty when it was the turn of others.',
    ),
    column(
      'timed_out',
      'boolean',
      'Whether the game waited for this agent in vain, so that its action counted as missing.',
    ),
    column(
      'stand_in',
      'text',
      "What was played for a participant whose action was missing: last (the last action again) or policy (see policy); empty where it was the default action or the participant's own.",
    ),
    column('reward', 'number', 'The reward that this step gave the agent.'),
    column('terminated', 'boolean', 'Whether the episode ended for the agent with this step.'),
    column('truncated', 'boolean', 'Whether it was cut off for the agent with this step.'),
    column(
      'policy_latency_ms',
      'number',
      'Time from asking the policy to its answer; empty for a participant, and when no answer came.',
      'ms',
    ),
    column(
      'fallback',
      'text',
      "Why the policy's fallback action was played instead of its answer: late, invalid or failed; else empty.",
    ),
    column(
      'policy_waited_ms',
      'number',
      'How long the policy had had when the tick was played without its answer; only where the fallback is late.',
      'ms',
    ),
    column(
      'late_answers',
      'json',
      'Answers that came since the tick before, too late for their own: [{tick, latencyMs}]; else empty.',
    ),
    column('late_ms', 'number', 'How far behind its deadline the step began.', 'ms'),
    column(
      'moved_ms',
      'number',
      'By how much this tick and all later ones were put off because a stall was too long to catch up with; else empty.',
      'ms',
    ),
    column('step_ms', 'number', 'How long the step took.', 'ms'),
    column(
      'hash',
      'text',
      'Hash of the state after the step, in the ticks that have one: playing the actions again gives the same.',
    ),
    column('info', 'json', 'What the environment told of this agent beside; where the scene records infos.'),
    column('observation', 'json', 'What this agent observed after the step; where the scene records observations.'),
    column('frame', 'json', 'What changed on the picture that this agent saw; where the scene records frames.'),
    column('left_out', 'json', 'What of these was too large to be kept, with its characters as JSON; else empty.'),
  ],
  start: (facts) => ({ push: (row) => (row.kind === 'tick' ? tickRows(row, facts) : []), end: () => [] }),
};

function tickRows({ body, game, atMs }: Extract<StoredRow, { kind: 'tick' }>, facts: SessionFacts): TableRow[] {
  const played = game === null ? undefined : facts.games.get(game);
  const members = played?.members ?? {};
  const agents = new Set([...Object.keys(members), ...Object.keys(body.actions), ...Object.keys(body.rewards)]);
  return [...agents].map((agent) => {
    const member = members[agent];
    const decision = body.policies[agent];
    return {
      session: facts.session,
      group: played?.group ?? null,
      game,
      scene: played?.scene ?? null,
      episode: body.episode,
      tick: body.tick,
      at_ms: atMs,
      agent,
      participant: member !== undefined && 'participant' in member ? member.participant : null,
      policy: member !== undefined && 'policy' in member ? member.policy : (decision?.policy ?? null),
      action: body.actions[agent] ?? null,
      timed_out: body.timedOut?.includes(agent) ?? false,
      stand_in: body.standIns?.[agent] ?? null,
      reward: body.rewards[agent] ?? null,
      terminated: body.terminations[agent] ?? null,
      truncated: body.truncations[agent] ?? null,
      policy_latency_ms: decision?.latencyMs ?? null,
      fallback: decision?.fallback ?? null,
      policy_waited_ms: decision?.waitedMs ?? null,
      late_answers: decision?.lateAnswers ?? null,
      late_ms: body.lateMs,
      moved_ms: body.movedMs ?? null,
      step_ms: body.stepMs,
      hash: body.hash,
      info: body.infos?.[agent] ?? null,
      observation: body.observations?.[agent] ?? null,
      frame: body.frames?.[agent] ?? body.frames?.['*'] ?? null,
      left_out: body.leftOut ?? null,
    };
  });
}
