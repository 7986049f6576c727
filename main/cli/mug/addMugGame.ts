import { z } from 'zod';
import { keyCodeOf } from './keyCodeOf';
import { addMugPolicies } from './addMugPolicies';
import {
  freeName,
  keepNamed,
  losePackage,
  type MugDraft,
  plainAction,
  type PlainAction,
  sceneName,
  textOf,
  told,
} from './MugDraft';
import type { MugNode } from './mugExperiment';

const source = z.object({ file: z.string() });
const python = z.object({ python: z.string(), file: z.string() });
/** Settings of a GymScene that have no place in a study, each with why. */
const withoutPlace: [method: string, parameter: string, why: string][] = [
  ['rendering', 'hud_text_fn', 'a text above the game → return it from a method hud_text(self) of the environment'],
  ['runtime', 'on_game_step_code', 'code run before each step → call it in step()'],
  ['gameplay', 'callback', 'a callback on the server → the record has every tick, action and result'],
  ['content', 'game_page_html_fn', 'a page for each player → draw it in render(surface, agent)'],
  [
    'policies',
    'load_policy_fn',
    'policies loaded by your own code → export them to ONNX, or write a class with act(self, observation)',
  ],
  [
    'policies',
    'policy_inference_fn',
    'inference in your own code → export the policy to ONNX, or write a class with act(self, observation)',
  ],
];

/** A GymScene as a game, after a lobby when several people play together. */
export function addMugGame(draft: MugDraft, node: MugNode, wanted: string): void {
  const lose = (what: string): void => void draft.lost.push(`scene ${wanted}: ${what}`);
  const environment = addEnvironment(draft, node, wanted, lose);
  if (environment === null) return;
  const keys = readKeys(node, lose);
  const defaultAction = told(node, 'gameplay', 'default_action', plainAction) ?? 0;
  const roles = addMugPolicies(draft, node, { defaultAction, actions: [defaultAction, ...Object.values(keys)] }, lose);
  const humans = Object.values(roles).filter((role) => role === 'human').length;
  const waitS = Math.max(1, Math.round((told(node, 'waitroom', 'timeout', z.number()) ?? 120_000) / 1000));
  if (humans === 0) {
    lose('nobody plays in it → give a role to a human');
    return;
  }
  const title = textOf(node, 'content', 'scene_header');
  const before = textOf(node, 'content', 'scene_body');
  if (before)
    draft.scenes.push({
      id: sceneName(draft, `${wanted}-before`),
      kind: 'page',
      ...(title && { title }),
      text: before,
    });
  if (humans > 1) {
    draft.policies['stand-in'] ??= { kind: 'noop', action: defaultAction };
    draft.scenes.push({
      id: sceneName(draft, `${wanted}-lobby`),
      kind: 'lobby',
      groupSize: humans,
      matching: 'arrival',
      waitS,
    });
  }
  for (const [method, parameter, why] of withoutPlace)
    if (node.calls[method]?.[parameter]) lose(`${parameter}: ${why}`);
  const background = told(node, 'rendering', 'background', z.string());
  if (background && !/^#fff(fff)?$/i.test(background))
    lose(`background ${background}: the canvas is white → draw a rectangle behind everything`);
  if (node.calls['multiplayer'] || node.calls['matchmaking'])
    lose('settings of the network (peer to peer, input delay, pings): the host runs the game for all');
  const inGame = textOf(node, 'content', 'in_game_scene_body');
  draft.scenes.push({
    id: sceneName(draft, wanted),
    kind: 'game',
    ...(title && { title }),
    ...(inGame && { text: inGame }),
    environment,
    roles,
    ...(humans > 1 && { fill: 'stand-in', waitS }),
    tickHz: Math.min(120, told(node, 'rendering', 'fps', z.number()) ?? 10),
    episodes: told(node, 'gameplay', 'num_episodes', z.number()) ?? 1,
    maxTicks: told(node, 'gameplay', 'max_steps', z.number()) ?? 10_000,
    keys,
    defaultAction,
    ...(told(node, 'gameplay', 'action_population_method', z.string()) === 'previous_submitted_action' && {
      missingAction: 'last',
    }),
    input: told(node, 'gameplay', 'input_mode', z.string()) === 'single_keystroke' ? 'press' : 'held',
    freezeS: told(node, 'gameplay', 'reset_freeze_s', z.number()) ?? 0,
    countdownS: 0,
  });
}

function addEnvironment(draft: MugDraft, node: MugNode, wanted: string, lose: (what: string) => void): string | null {
  const width = told(node, 'rendering', 'game_width', z.number()) ?? 600;
  const height = told(node, 'rendering', 'game_height', z.number()) ?? 400;
  const canvas = { width: Math.round(width), height: Math.round(height) };
  const code = told(node, 'runtime', 'environment_initialization_code', z.string());
  const file = told(node, 'runtime', 'environment_initialization_code_filepath', source);
  const creator = told(node, 'environment', 'env_creator', python);
  const kwargs = told(node, 'environment', 'env_config', z.record(z.string(), z.unknown())) ?? {};
  for (const named of told(node, 'runtime', 'packages_to_install', z.array(z.string())) ?? [])
    if (!/multi.user.gymnasium|^mug\b/.test(named)) losePackage(draft, /^[\w.-]*/.exec(named)?.[0] ?? named);
  addAssets(draft, node, lose);
  if (code) {
    const known = [...draft.written].find(([path, text]) => path.endsWith('.py') && text === code)?.[0];
    const path =
      known ??
      `${freeName(
        wanted,
        [...draft.written.keys()].map((name) => name.replace(/\.py$/, '')),
      ).replaceAll('-', '_')}.py`;
    draft.written.set(path, code);
    return keepNamed(draft.environments, wanted, { file: path, class: 'env', canvas });
  }
  if (file) return keepNamed(draft.environments, wanted, { file: file.file, class: 'env', canvas });
  if (creator)
    return keepNamed(draft.environments, wanted, {
      file: creator.file,
      class: creator.python,
      kwargs: { ...kwargs, render_mode: 'mug' },
      canvas,
    });
  lose('its environment was not found: neither code, nor a file, nor a class of a file beside the script');
  return null;
}

const asset = z.looseObject({
  name: z.string(),
  img_path: z.string(),
  atlas_path: z.string().optional(),
  frame_width: z.number().optional(),
  frame_height: z.number().optional(),
});

function addAssets(draft: MugDraft, node: MugNode, lose: (what: string) => void): void {
  for (const given of told(node, 'assets', 'assets_to_preload', z.array(z.unknown())) ?? []) {
    const read = asset.safeParse(typeof given === 'string' ? { name: stemOf(given), img_path: given } : given);
    if (!read.success) {
      lose(`asset ${JSON.stringify(given)}: put its picture into pictures/`);
      continue;
    }
    const { name, img_path: image, atlas_path: atlas, frame_width: frameWidth, frame_height: frameHeight } = read.data;
    draft.copied.set(`pictures/${name}${/\.[^./]+$/.exec(image)?.[0] ?? '.png'}`, image);
    if (atlas) draft.copied.set(`pictures/${name}.json`, atlas);
    if (frameWidth && frameHeight)
      draft.written.set(`pictures/${name}.json`, `${JSON.stringify({ frameWidth, frameHeight })}\n`);
  }
}

const stemOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.[^.]+$/, '');

function readKeys(node: MugNode, lose: (what: string) => void): Record<string, PlainAction> {
  const keys: Record<string, PlainAction> = {};
  const mapping = told(node, 'gameplay', 'action_mapping', z.record(z.string(), plainAction)) ?? {};
  for (const [key, action] of Object.entries(mapping)) {
    const code = keyCodeOf(key);
    if (code === null) lose(`key ${JSON.stringify(key)}: no place on the keyboard is known for it`);
    else if (code in keys && keys[code] !== action)
      lose(`key ${JSON.stringify(key)}: ${code} does something else already`);
    else keys[code] = action;
  }
  return keys;
}
