import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action } from '../../protocol/environment';
import type { Scene, Study } from '../../protocol/study';
import { listVariants } from '../../protocol/treatedStudy';
import { createBots } from '../host/game/createBots.node';
import { thinks } from '../host/game/createMind';
import { describeAuthorError } from '../host/game/describeAuthorError';
import { openStudySource } from '../host/game/openStudySource.node';
import { type EnvironmentTrial, tryEnvironment } from '../host/game/tryEnvironment';
import { listRoles, type PolicyRole } from '../host/game/listRoles';
import { tryPolicy } from '../host/game/tryPolicy';
import { openRunners } from '../host/openRunners.node';
import { STUDY_FILE } from '../host/study/checkStudy';
import { valueAt } from '../host/study/Finding';
import { hashStudyFolder } from '../host/study/hashStudy.node';
import { agentsOfPolicy } from '../host/study/agentsOfPolicy';
import { parseStudyYaml } from '../host/study/parseStudyYaml';
import { CliError } from './CliError';
import type { CubiclePaths } from './findPaths.node';
import { findStudy, readStudy } from './findStudy.node';
import { openHelpers } from './openHelpers.node';

type GameScene = Extract<Scene, { kind: 'game' }>;
/** A game scene with how its environment was seen to play. */
type Seen = { scene: GameScene; trial: EnvironmentTrial };

/**
 * Checks a study's files, then plays its environments and asks its models. Returns what was proven, a line each. `homeDir`: the
 * data folder whose trusted studies and packages count.
 * @throws CliError with everything that is wrong
 */
export async function validateStudy(name: string, homeDir: string, paths: CubiclePaths): Promise<string> {
  const { folder } = await findStudy(name, paths.studiesDir);
  const study = await readStudy(folder);
  const helpers = openHelpers(paths);
  const { pool } = await openRunners({ helpers, studiesDir: paths.studiesDir, homeDir });
  const bots = createBots(helpers);
  const source = openStudySource(folder, await hashStudyFolder(folder));
  const placeOf = await openRolesPlaces(folder);
  const problems: string[] = [];
  const proven: string[] = [];
  try {
    const tried = new Map<string, EnvironmentTrial>();
    const seen: Seen[] = [];
    for (const { treatment, variant } of listVariants(study)) {
      const under = treatment === null ? '' : ` (under treatment ${treatment})`;
      const games = variant.scenes.filter((scene): scene is GameScene => scene.kind === 'game');
      for (const [environment, spec] of Object.entries(variant.environments)) {
        const played = games.filter((scene) => scene.environment === environment);
        const actions = actionsOf(played);
        const key = JSON.stringify([environment, spec, actions]);
        const before = tried.get(key);
        const trial = before ?? (await tryEnvironment(pool, source, spec, actions));
        tried.set(key, trial);
        seen.push(...played.map((scene) => ({ scene, trial })));
        if (trial.problems.length === 0)
          problems.push(
            ...played.flatMap((scene) => misfits(scene, trial.agents).map((told) => placeOf(scene) + told)),
          );
        if (before) continue;
        problems.push(...trial.problems.map((problem) => describeAuthorError(problem, spec.file) + under));
        if (trial.problems.length === 0)
          proven.push(
            `environment ${environment}${under}: keeps the rules; ${trial.ticks} ticks played twice, with the same result`,
          );
      }
    }
    for (const [policy, spec] of Object.entries(study.policies)) {
      const problem = await tryPolicy({ bots, pool }, source, policy, spec, rolesOf(policy, seen));
      if (problem !== null) problems.push(describeAuthorError(problem, 'study.yaml'));
      else proven.push(`policy ${policy}: ${thinks(spec) ? 'loaded, and answers with actions' : spec.kind}`);
    }
  } finally {
    await Promise.all([pool.close(), bots.close()]);
    helpers.close();
  }
  if (problems.length > 0) throw new CliError([...new Set(problems)].join('\n'));
  return [
    `${study.name} ${study.version} is ready: ${describeSize(study)}.`,
    ...proven.map((line) => `  ${line}`),
  ].join('\n');
}

/** What the keys of an environment's scenes can do. */
function actionsOf(scenes: readonly GameScene[]): Action[] {
  const actions = scenes.flatMap(({ keys, pointer, defaultAction }) => [
    defaultAction,
    ...Object.values(keys),
    ...(pointer === null
      ? []
      : [
          [0.5, 0.5, 0],
          [0.25, 0.75, 1],
        ]),
  ]);
  return actions.length === 0 ? [0] : actions;
}

/** Gives for a scene where its roles stand in the study's file: `study.yaml:12:5 `. */
async function openRolesPlaces(folder: string): Promise<(scene: GameScene) => string> {
  const parsed = parseStudyYaml(await readFile(join(folder, STUDY_FILE), 'utf8'));
  const scenes = valueAt(parsed.value, ['scenes']);
  const ids = Array.isArray(scenes) ? scenes.map((scene: unknown) => valueAt(scene, ['id'])) : [];
  return ({ id }) => {
    const found = parsed.locate(['scenes', ids.indexOf(id), 'roles'], 'key');
    return `${STUDY_FILE}:${found === null ? '' : `${found.line}:${found.column}`} `;
  };
}

/** Where a scene's roles and the environment's agents differ. */
function misfits({ id, roles }: GameScene, agents: readonly string[]): string[] {
  const named = Object.keys(roles);
  const missing = agents.filter((agent) => !named.includes(agent));
  const unknown = named.filter((agent) => !agents.includes(agent));
  return [
    ...missing.map((agent) => `scene ${id}: agent ${agent} of the environment has no role → add it to roles`),
    ...unknown.map(
      (agent) => `scene ${id}: the environment has no agent ${agent}, only ${agents.join(', ')} → remove it`,
    ),
  ];
}

/** What a policy will act for, and see. */
function rolesOf(policy: string, seen: readonly Seen[]): PolicyRole[] {
  return seen.flatMap(({ scene, trial }) => listRoles(agentsOfPolicy(policy, scene), trial.first));
}

function describeSize({ scenes, environments, policies, seats }: Study): string {
  const counts = [
    [scenes.length, 'scene'],
    [Object.keys(environments).length, 'environment'],
    [Object.keys(policies).length, 'policy'],
  ] as const;
  const words = counts.map(([count, word]) => `${count} ${count === 1 ? word : word.replace(/y$/, 'ie').concat('s')}`);
  return `${words.join(', ')}, ${seats.min} to ${seats.max} seats`;
}
