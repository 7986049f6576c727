import { z } from 'zod';
import { action } from './environment';
import { id, path } from './id';
import { regionsFile } from './pointer';
import { when } from './treatment';

/** A length that an author writes in seconds. */
export const seconds = z
  .number()
  .positive()
  .max(24 * 3600);

/** What a scene shows: a text, or a file of it. */
export const textSource = {
  text: z.string().optional().describe('Markdown. [[Space]] draws a key cap'),
  file: path.optional().describe('a Markdown file, instead of text'),
};
/** What every scene may have. */
export const common = { id, title: z.string().max(200).optional(), when: when.optional() };

const wanted = z.boolean().default(false);
export const recordWish = z.strictObject({
  infos: wanted.describe('what the environment tells beside: infos, of every agent'),
  observations: wanted.describe('what every agent observed'),
  frames: wanted.describe('what changed on the picture'),
});
/** What the record holds of each tick beside its actions, rewards and ends. */
export type RecordWish = z.infer<typeof recordWish>;
export const nothingMore: RecordWish = { infos: false, observations: false, frames: false };

const missingAction = z.union([z.string(), z.record(z.string(), z.string())]);

const takeOver = z.strictObject({
  policy: z
    .union([id, z.record(z.string().min(1).max(60), id)])
    .describe('the policy that plays on for people who are gone: its name, or one for each agent'),
  afterS: z.number().min(0).max(3600).default(10).describe('how long somebody must be gone'),
  tell: z.string().min(1).max(500).optional().describe('what the others of the game read meanwhile; none: nothing'),
});
/** A game, as authors write it. */
export const gameScene = z.strictObject({
  ...common,
  kind: z.literal('game'),
  environment: id,
  roles: z.record(z.string().min(1).max(60), z.string()).describe('each agent: human, or the name of a policy'),
  fill: z.string().optional().describe('the policy that takes a human role nobody is there for'),
  takeOver: takeOver.optional().describe('a policy plays on for somebody whose station is gone, until it is back'),
  tickHz: z.number().min(1).max(120).default(30),
  episodes: z.number().int().min(1).max(1000).default(1),
  maxTicks: z.number().int().min(1).max(1_000_000).default(9000),
  keys: z
    .record(z.string(), action)
    .default({})
    .describe(
      'key (KeyboardEvent.code, or of a gamepad: PadA, StickLeft, …), or a chord like ArrowLeft+Space → action',
    ),
  regions: regionsFile.default({}),
  pointer: z
    .literal('position')
    .optional()
    .describe('position: the action is where mouse or finger is, [x, y, pressed], in fractions of the canvas'),
  padDeadZone: z
    .number()
    .min(0.05)
    .max(0.95)
    .default(0.3)
    .describe('a stick of a gamepad counts when it is pushed further than this; 1 is all the way'),
  defaultAction: action.default(0),
  missingAction: missingAction
    .default({})
    .describe(
      'what acts for a human whose action is missing: default (defaultAction), last (the last action again), or a policy; for all, or agent → which',
    ),
  input: z
    .enum(['held', 'press'])
    .default('held')
    .describe('held: keys count while down; press: one press, one action'),
  turnTimeoutS: seconds
    .default(60)
    .describe('where the environment waits for agents: how long, before their action counts as missing'),
  freezeS: z
    .number()
    .min(0)
    .max(600)
    .default(0)
    .describe(
      'seconds at the start of each episode in which the picture stands still and keys do nothing; the countdown comes after',
    ),
  countdownS: z.number().min(0).max(60).default(3),
  resumeS: z
    .number()
    .min(0)
    .max(60)
    .default(3)
    .describe('seconds counted down before a game that was paused, or lost and rebuilt, goes on'),
  waitS: seconds
    .default(60)
    .describe('how long to wait for the others of the group before the fill policy plays for them'),
  hashEvery: z.number().int().min(1).max(10_000).default(30),
  snapshotEvery: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(300)
    .describe('a copy of the state every so many ticks, if the environment has get_state and set_state; 0: never'),
  record: recordWish.default(nothingMore).describe('what the record holds of each tick beside actions and rewards'),
  ...textSource,
});
export type GameScene = z.infer<typeof gameScene>;
