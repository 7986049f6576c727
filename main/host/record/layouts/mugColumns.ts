import type { GameFacts } from '../tables/SessionFacts';
import { type Column, column } from '../tables/Table';
import type { Play } from './playsOf';

/** What an info of an environment may hold to be a column: MUG logs the values of one flat object per agent. */
export function infoKeysOf(game: GameFacts, plays: readonly Play[]): Map<string, string[]> {
  const keys = new Map<string, Set<string>>(Object.keys(game.members).map((agent) => [agent, new Set()]));
  for (const { ended, game: played } of plays) {
    if (played.scene !== game.scene) continue;
    for (const [agent, info] of Object.entries(ended?.infos ?? {})) {
      if (typeof info !== 'object' || info === null) continue;
      for (const key of Object.keys(info)) keys.get(agent)?.add(key);
    }
  }
  return new Map([...keys].map(([agent, set]) => [agent, [...set].sort()]));
}

/** The columns of an episode file, with MUG's names, in MUG's order. */
export function mugColumns(game: GameFacts, infoKeys: ReadonlyMap<string, readonly string[]>): Column[] {
  const agents = Object.keys(game.members);
  const each = (make: (agent: string) => Column): Column[] => agents.map(make);
  const infos = agents.flatMap((agent) =>
    (infoKeys.get(agent) ?? []).map((key) =>
      column(`infos.${agent}.${key}`, 'any', `What the environment's info said of ${agent} in this state: ${key}.`),
    ),
  );
  const steps = [
    ...each((one) => column(`actions.${one}`, 'any', `The action of ${one} in this state; empty in the last row.`)),
    ...each((one) => column(`rewards.${one}`, 'number', `The reward that this action gave ${one}.`)),
    ...ends('terminateds', 'Whether the episode ended for', agents),
    ...ends('truncateds', 'Whether the episode was cut off for', agents),
  ];
  const place = [
    column('episode_num', 'integer', 'Number of the episode within the scene, from 0.'),
    column('t', 'integer', 'Number of the state within the episode; 0 is the one after reset.'),
    column('timestamp', 'integer', 'When the step that led to this state began, milliseconds since 1970.', 'ms'),
  ];
  if (agents.length === 1) {
    return [
      ...each((one) => column(`observations.${one}`, 'json', `What ${one} observed; empty, as MUG leaves it.`)),
      ...steps,
      ...infos,
      ...place,
      column('player_subjects', 'text', 'Empty in a game for one.'),
    ];
  }
  return [
    ...steps,
    ...infos,
    ...each((one) => column(`isFocused.${one}`, 'boolean', 'Empty: the window in front is not part of a tick here.')),
    ...each((one) => column(`wasSpeculative.${one}`, 'boolean', 'False: the host decides, so nothing is guessed.')),
    ...place,
    ...each((one) =>
      column(`player_subjects.${one}`, 'text', `Who acts for ${one}, in the first row; empty for a policy.`),
    ),
    column('rollbackEvents', 'text', 'Empty: the host decides, so nothing is rolled back.'),
  ];
}

function ends(name: string, meaning: string, agents: readonly string[]): Column[] {
  const own = agents.map((one) => column(`${name}.${one}`, 'boolean', `${meaning} ${one} with this action.`));
  return agents.length === 1 ? own : [...own, column(`${name}.__all__`, 'boolean', `${meaning} all with this action.`)];
}
