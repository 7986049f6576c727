import type { GameScene } from '../../../protocol/gameScene';
import type { Finding, Path } from './Finding';
import { suggest } from './findNearest';
import { checkChord, chordKeys } from './keyCodes';
import type { StudyParts } from './readParts';

/** What is wrong with a game scene beyond its shape: who plays, in what, and with which keys. */
export const checkGameScene = (scene: GameScene, index: number, parts: StudyParts): Finding[] => {
  const at = (...path: Path): Path => ['scenes', index, ...path];
  return [
    ...checkEnvironment(scene, at('environment'), parts),
    ...checkRoles(scene, at, parts),
    ...checkMissing(scene, at('missingAction'), parts),
    ...checkTakeOver(scene, at, parts),
    ...checkKeys(scene, at),
    ...checkPointer(scene, at),
  ];
};

const checkEnvironment = ({ environment }: GameScene, path: Path, { environments }: StudyParts): Finding[] => {
  if (environments.has(environment)) return [];
  const remedy = suggest(environment, [...environments.keys()], 'Describe it under "environments:" first.');
  return [{ path, on: 'value', message: `there is no environment ${JSON.stringify(environment)}`, remedy }];
};

/** Whoever is named to take over must be there, and for an agent that a human plays. */
const checkTakeOver = ({ roles, takeOver }: GameScene, at: (...path: Path) => Path, parts: StudyParts): Finding[] => {
  if (takeOver === undefined) return [];
  const policies = [...parts.policies.keys()];
  const humans = Object.keys(roles).filter((agent) => roles[agent] === 'human');
  const checkName = (policy: string, path: Path): Finding[] => {
    if (parts.policies.has(policy)) return [];
    const remedy = suggest(policy, policies, 'Describe it under "policies:" first.');
    return [{ path, on: 'value', message: `there is no policy ${JSON.stringify(policy)}`, remedy }];
  };
  if (typeof takeOver.policy === 'string') return checkName(takeOver.policy, at('takeOver', 'policy'));
  return Object.entries(takeOver.policy).flatMap(([agent, policy]): Finding[] => {
    const path = at('takeOver', 'policy', agent);
    if (humans.includes(agent)) return checkName(policy, path);
    const message = `no human plays ${JSON.stringify(agent)}, so nobody can be gone from it`;
    return [{ path, on: 'key', message, remedy: suggest(agent, humans, 'Take this key out.') }];
  });
};

const checkRoles = (scene: GameScene, at: (...path: Path) => Path, parts: StudyParts): Finding[] => {
  const { roles, fill } = scene;
  const policies = [...parts.policies.keys()];
  const findings: Finding[] = Object.entries(roles).flatMap(([agent, role]) => {
    if (role === 'human' || parts.policies.has(role)) return [];
    const message = `expected human or the name of a policy, found ${JSON.stringify(role)}`;
    return [
      { path: at('roles', agent), on: 'value' as const, message, remedy: suggest(role, ['human', ...policies], '') },
    ];
  });
  const humans = Object.values(roles).filter((role) => role === 'human').length;
  if (humans === 0) {
    const message = 'expected at least one agent to be played by a human, found none';
    findings.push({ path: at('roles'), on: 'value', message, remedy: 'Give one agent the role human.' });
  }
  if (fill !== undefined && !parts.policies.has(fill)) {
    const remedy = suggest(fill, policies, 'Describe it under "policies:" first.');
    findings.push({ path: at('fill'), on: 'value', message: `there is no policy ${JSON.stringify(fill)}`, remedy });
  }
  if (humans < 2) return findings;
  if (fill === undefined) {
    const message = 'expected a fill policy: somebody of the group may be missing';
    findings.push({ path: at('fill'), on: 'value', message, remedy: fillRemedy(policies) });
  }
  const here = Number(at()[1]);
  if (!parts.scenes.some(({ kind, index, isLeftOut }) => kind === 'lobby' && !isLeftOut && index < here)) {
    const message = 'people play together here, but no lobby before it makes groups';
    findings.push({
      path: at('roles'),
      on: 'value',
      message,
      remedy: 'Add a scene of kind lobby somewhere before this one.',
    });
  }
  return findings;
};

const checkMissing = ({ missingAction, roles }: GameScene, path: Path, { policies }: StudyParts): Finding[] => {
  const checkWord = (word: string, where: Path): Finding[] => {
    if (word === 'default' || word === 'last' || policies.has(word)) return [];
    const message = `expected default, last or the name of a policy, found ${JSON.stringify(word)}`;
    return [{ path: where, on: 'value', message, remedy: suggest(word, ['default', 'last', ...policies.keys()], '') }];
  };
  if (typeof missingAction === 'string') return checkWord(missingAction, path);
  const humans = Object.keys(roles).filter((agent) => roles[agent] === 'human');
  return Object.entries(missingAction).flatMap(([agent, word]): Finding[] => {
    if (humans.includes(agent)) return checkWord(word, [...path, agent]);
    const message = `expected an agent whose role is human, found ${JSON.stringify(agent)}`;
    return [{ path: [...path, agent], on: 'key', message, remedy: suggest(agent, humans, 'Take this line out.') }];
  });
};

const fillRemedy = (policies: readonly string[]): string =>
  policies.length > 0
    ? `Write, for example, "fill: ${policies[0]}".`
    : 'Describe a policy under "policies:" and name it here, for example one of kind random.';

const checkPointer = ({ regions, pointer }: GameScene, at: (...path: Path) => Path): Finding[] => {
  const findings = Object.entries(regions).flatMap(([name, { x, y, w, h }]): Finding[] => {
    const isWide = x + w > 1 + ROUNDING;
    if (!isWide && y + h <= 1 + ROUNDING) return [];
    const [sum, least] = isWide ? ['x + w', 1 - x] : ['y + h', 1 - y];
    const message = `expected the region within the canvas, found ${sum} greater than 1`;
    const remedy = `All four are fractions of the canvas: write, for example, ${isWide ? 'w' : 'h'}: ${Number(least.toFixed(4))}.`;
    return [{ path: at('regions', name), on: 'value', message, remedy }];
  });
  if (pointer === undefined || Object.keys(regions).length === 0) return findings;
  const message = 'expected either pointer or regions, found both';
  return [...findings, { path: at('pointer'), on: 'value', message, remedy: 'Take one of the two out.' }];
};

/** Fractions like 0.1 + 0.2 are no exact sums. */
const ROUNDING = 1e-9;

const checkKeys = ({ keys, regions, pointer }: GameScene, at: (...path: Path) => Path): Finding[] => {
  const chords = Object.keys(keys);
  if (chords.length === 0) {
    if (pointer !== undefined || Object.keys(regions).length > 0) return [];
    const remedy = 'Write, for example, "ArrowLeft: 1" below it.';
    return [{ path: at('keys'), on: 'value', message: 'expected keys to play with, found none', remedy }];
  }
  const seen = new Map<string, string>();
  return chords.flatMap((chord): Finding[] => {
    const wrong = checkChord(chord);
    if (wrong) return [{ path: at('keys', chord), on: 'key', ...wrong }];
    const same = chordKeys(chord).sort().join('+');
    const first = seen.get(same);
    if (first === undefined) {
      seen.set(same, chord);
      return [];
    }
    const message = `${JSON.stringify(chord)} are the same keys as ${JSON.stringify(first)}`;
    return [{ path: at('keys', chord), on: 'key', message, remedy: 'Keep one of the two.' }];
  });
};
