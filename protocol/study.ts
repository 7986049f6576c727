import { z } from 'zod';
import { action } from './environment';
import { common, gameScene, nothingMore, recordWish, seconds, textSource } from './gameScene';
import { id, path } from './id';
import { payment } from './payment';
import { policyMetadata } from './policy';
import { region } from './pointer';
import { question, quizQuestion } from './question';
import { treatmentFile, treatmentUnit } from './treatment';

export const sceneFile = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('page'), ...textSource, button: z.string().max(60).default('Continue') }),
  z.strictObject({
    ...common,
    kind: z.literal('consent'),
    ...textSource,
    agree: z.string().max(60).default('I agree'),
    decline: z.string().max(60).default('I do not agree'),
    declined: z.string().default('Thank you. Please tell the experimenter that you do not want to take part.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('form'),
    ...textSource,
    questions: z.array(question).min(1).optional(),
    survey: path.optional().describe('a SurveyJS JSON file, instead of questions'),
    private: z
      .literal('payment')
      .optional()
      .describe('payment: asks for names or bank details; the answers go into the payment file and nowhere else'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('quiz'),
    ...textSource,
    questions: z.array(quizQuestion).min(1),
    attempts: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('after so many, the participant goes on anyway; none: until all is right'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('lobby'),
    ...textSource,
    groupSize: z.number().int().min(2).max(64),
    matching: z.enum(['seats', 'arrival']).default('seats'),
    waitS: seconds.default(60).describe('how long to wait before going on with a smaller group'),
  }),
  gameScene,
  z.strictObject({ ...common, kind: z.literal('end'), ...textSource, completionCode: z.boolean().default(true) }),
]);
export type SceneFile = z.infer<typeof sceneFile>;

/** A class of the study, and the Python that it needs. */
const pythonClass = {
  file: path,
  class: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a Python class'),
  runtime: z
    .enum(['pyodide', 'python'])
    .default('pyodide')
    .describe('pyodide: in the sandbox; python: in a native Python of this machine, if the operator trusts the study'),
  requiresPython: z
    .string()
    .regex(/^(>=|<=|==|<|>)3(\.\d+){1,2}(,(>=|<=|==|<|>)3(\.\d+){1,2})*$/, 'bounds like >=3.11 or >=3.11,<3.14')
    .optional()
    .describe('which native Pythons will do; none: any from 3.10 on'),
  packages: path.optional().describe('a requirements.txt: every package with one version and its sha256'),
  kwargs: z.record(z.string(), z.unknown()).default({}),
};

export const environmentSpec = z.strictObject({
  ...pythonClass,
  canvas: z.strictObject({ width: z.number().int().min(16).max(8192), height: z.number().int().min(16).max(8192) }),
});
export type EnvironmentSpec = z.infer<typeof environmentSpec>;

/** For what is slow to answer, as people are. */
const reaction = {
  reactionTicks: z.number().int().min(0).max(600).default(0).describe('it sees what was so many ticks ago'),
  everyTicks: z
    .number()
    .int()
    .min(1)
    .max(600)
    .default(1)
    .describe('it decides every so many ticks, and goes on with its action in between'),
};
const pythonPolicy = z.strictObject({
  kind: z.literal('python'),
  ...pythonClass,
  fallback: action.default(0),
  ...reaction,
});
/** A class that acts for an agent. */
export type PythonPolicy = z.infer<typeof pythonPolicy>;
/** What is written in Python and may need packages, or a native interpreter. */
export type PythonSpec = Pick<EnvironmentSpec, 'file' | 'runtime' | 'requiresPython' | 'packages'>;

export const policyFile = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('onnx'),
    model: path,
    metadata: path,
    fallback: action.default(0),
    ...reaction,
  }),
  pythonPolicy,
  z.strictObject({ kind: z.literal('random'), actions: z.array(action).min(1) }),
  z.strictObject({ kind: z.literal('noop'), action: action.default(0) }),
]);

const blockUnit = z.union([id, z.array(id).min(1).max(1000)]);
export const blockFile = z.strictObject({
  scenes: z
    .array(blockUnit)
    .min(1)
    .max(1000)
    .describe('scenes that follow one another, by their ids; those in a list of their own stay together'),
  shuffle: z.boolean().default(false).describe("in an order drawn from the session's seed"),
  keep: z.number().int().min(1).max(1000).optional().describe('only so many of them'),
  repeat: z.number().int().min(1).max(100).default(1).describe('so many times, drawn anew each time'),
});

/** `study.yaml`, as authors write it. The published JSON Schema is made from this. */
export const studyFile = z.strictObject({
  cubicle: z.literal(1).describe('the version of this format'),
  name: id,
  title: z.string().min(1).max(200),
  version: z.string().max(40),
  description: z.string().max(2000),
  authors: z.array(z.string()).optional(),
  picture: path.optional().describe('shown on the card in the console'),
  seats: z.strictObject({ min: z.number().int().min(1), max: z.number().int().min(1).max(64) }),
  environments: z.record(id, environmentSpec).default({}),
  policies: z.record(id, policyFile).default({}),
  payment: payment.optional().describe('what participants are paid'),
  scenes: z.array(sceneFile).min(1),
  blocks: z.array(blockFile).max(100).default([]).describe('scenes in an order that chance decides, or repeated'),
  treatments: z
    .array(treatmentFile)
    .min(1)
    .max(20)
    .optional()
    .describe('named sets of parameters; chance gives each one out'),
  assign: treatmentUnit
    .optional()
    .describe('to whom a treatment is given: participant (if it is left out), group or session'),
});
export type StudyFile = z.infer<typeof studyFile>;

/** SurveyJS JSON: its own format, checked by its own library on the station. */
export const surveyJson = z.record(z.string(), z.unknown());
export type SurveyJson = z.infer<typeof surveyJson>;

const resolved = { id: z.string(), title: z.string(), text: z.string() };
export const scene = z.discriminatedUnion('kind', [
  z.object({ ...resolved, kind: z.literal('page'), button: z.string() }),
  z.object({ ...resolved, kind: z.literal('consent'), agree: z.string(), decline: z.string(), declined: z.string() }),
  z.object({ ...resolved, kind: z.literal('form'), survey: surveyJson, private: z.literal('payment').optional() }),
  z.object({
    ...resolved,
    kind: z.literal('quiz'),
    survey: surveyJson,
    key: z.record(z.string(), z.string()),
    hints: z.record(z.string(), z.string()),
    attempts: z.number().nullable(),
  }),
  z.object({
    ...resolved,
    kind: z.literal('lobby'),
    groupSize: z.number(),
    matching: z.enum(['seats', 'arrival']),
    waitMs: z.number(),
  }),
  z.object({
    ...resolved,
    kind: z.literal('game'),
    environment: z.string(),
    roles: z.record(z.string(), z.string()),
    fill: z.string().nullable(),
    takeOver: z
      .object({
        /** Agent of a human → the policy that may take over. */
        policies: z.record(z.string(), z.string()),
        afterMs: z.number(),
        tell: z.string().nullable(),
      })
      .nullable()
      .default(null),
    tickHz: z.number(),
    episodes: z.number(),
    maxTicks: z.number(),
    /** Regions are among them, under their codes. */
    keys: z.record(z.string(), action),
    regions: z.record(z.string(), region).default({}),
    pointer: z.literal('position').nullable().default(null),
    padDeadZone: z.number().default(0.3),
    defaultAction: action,
    missingAction: z.record(z.string(), z.string()).default({}),
    input: z.enum(['held', 'press']),
    turnTimeoutMs: z.number().default(60_000),
    freezeMs: z.number().default(0),
    countdownMs: z.number(),
    resumeMs: z.number().default(3000),
    waitMs: z.number(),
    hashEvery: z.number(),
    snapshotEvery: z.number().default(300),
    record: recordWish.default(nothingMore),
  }),
  z.object({ ...resolved, kind: z.literal('end'), completionCode: z.boolean() }),
]);
/** One step of a study with every file it named read in: a session needs nothing else to go on. */
export type Scene = z.infer<typeof scene>;

export const policySpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('onnx'),
    model: z.string(),
    metadata: policyMetadata,
    fallback: action,
    reactionTicks: z.number().optional(),
    everyTicks: z.number().optional(),
  }),
  pythonPolicy,
  z.object({ kind: z.literal('random'), actions: z.array(action) }),
  z.object({ kind: z.literal('noop'), action }),
]);
export type PolicySpec = z.infer<typeof policySpec>;

/** Scenes that follow one another, as units that stay together. Which are played, and in which order, a session's seed decides. */
const block = z.object({
  units: z.array(z.array(z.string()).min(1)).min(1),
  shuffle: z.boolean(),
  keep: z.number(),
  repeat: z.number(),
});
export type Block = z.infer<typeof block>;

/** A named set of parameters, and what of the study is different under it. */
const treatment = z.object({
  name: z.string(),
  weight: z.number(),
  parameters: z.record(z.string(), z.unknown()),
  /** By id: the scene as it is under this treatment, or null where it is left out. */
  scenes: z.record(z.string(), scene.nullable()),
  /** By name. */
  environments: z.record(z.string(), environmentSpec),
});
export type Treatment = z.infer<typeof treatment>;

export const study = z.object({
  name: z.string(),
  title: z.string(),
  version: z.string(),
  description: z.string(),
  seats: z.object({ min: z.number(), max: z.number() }),
  environments: z.record(z.string(), environmentSpec),
  policies: z.record(z.string(), policySpec),
  payment: payment.optional(),
  scenes: z.array(scene).min(1),
  /** Empty once a session has its order. */
  blocks: z.array(block).default([]),
  /** Without treatments the list is not there. */
  treatments: z.object({ by: treatmentUnit, list: z.array(treatment).min(1) }).optional(),
});
/** A checked study with its texts read in. Its other files (Python, models, pictures) stay in the frozen folder. */
export type Study = z.infer<typeof study>;

/** One thing wrong with a study: where, what was expected, what to write instead. */
export type StudyProblem = {
  file: string;
  line: number | null;
  column: number | null;
  path: string;
  message: string;
  remedy: string;
};
