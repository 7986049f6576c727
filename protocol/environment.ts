import { z } from 'zod';
import { frameDelta } from './frame';

/** The messages of the Python harness (environments/cubicle/harness.py): one JSON request, one JSON reply, in order. */
export type HarnessRequest =
  | {
      op: 'load';
      game: string;
      /** Folder of the study on the interpreter's file system. */
      path: string;
      file: string;
      class: string;
      kwargs: Record<string, unknown>;
      canvas: { width: number; height: number };
    }
  | { op: 'reset'; game: string; seed: number; obs?: string[] }
  | { op: 'step'; game: string; actions: JointAction; hash?: boolean; obs?: string[] }
  | {
      op: 'steps';
      game: string;
      actions: JointAction[];
      fromTick: number;
      hashEvery: number;
      hash?: boolean;
      obs?: string[];
    }
  | { op: 'snapshot'; game: string }
  | { op: 'restore'; game: string; seed: number; snapshot: string; obs?: string[] }
  | { op: 'examine'; game: string; actions: Action[] }
  /** A policy of the study that acts for an agent; it has a name like a game's. */
  | {
      op: 'cast';
      game: string;
      path: string;
      file: string;
      class: string;
      kwargs: Record<string, unknown>;
      agent: string;
    }
  /** `seed`: that of the episode, which begins. `allowed`: where some actions are forbidden, those that are not. */
  | { op: 'act'; game: string; observation: unknown; seed?: number; allowed?: readonly Action[] }
  | { op: 'frame'; game: string }
  | { op: 'close'; game: string };

export const action = z.union([z.number(), z.string().max(1000), z.boolean(), z.array(z.number()).max(1000), z.null()]);
/** One agent's action in one tick, as the environment's `step` receives it. */
export type Action = z.infer<typeof action>;

export const jointAction = z.record(z.string(), action);
/** Agent → action. */
export type JointAction = z.infer<typeof jointAction>;

export const authorError = z.object({
  kind: z.enum(['syntax', 'import', 'contract', 'raise', 'timeout', 'crash']),
  message: z.string(),
  file: z.string().nullable().optional(),
  line: z.number().int().nullable().optional(),
  traceback: z.string().nullable().optional(),
});
/** A fault in a study's Python, told with the author's own file and line. */
export type AuthorError = z.infer<typeof authorError>;

/** A rule that an environment does not keep: where, what was found, what to write. */
const finding = authorError.extend({ rule: z.string().max(100) });

export const loaded = z.object({
  ok: z.literal(true),
  agents: z.array(z.string()).min(1).max(64),
  single: z.boolean(),
  perAgentRender: z.boolean(),
});
export type Loaded = z.infer<typeof loaded>;

/** What a policy in Python does. */
export const acted = z.object({ ok: z.literal(true), action, log: z.string().optional() });
export type Acted = z.infer<typeof acted>;

export const outcome = z.object({
  ok: z.literal(true),
  obs: z.record(z.string(), z.unknown()),
  rewards: z.record(z.string(), z.number()),
  terminations: z.record(z.string(), z.boolean()),
  truncations: z.record(z.string(), z.boolean()),
  infos: z.record(z.string(), z.unknown()),
  /** `'*'` for a drawing that all see, or one delta per agent. */
  frames: z.record(z.string(), frameDelta),
  /** The agents whose action the next step is for, and nobody else's; absent: it comes by the clock, for all in play. */
  waits: z.array(z.string()).max(64).optional(),
  /** Of agents who act next and may not do everything: the actions that they may take. */
  allowed: z.record(z.string(), z.array(z.number().int()).max(10_000)).optional(),
  hash: z.string().optional(),
  hashes: z.record(z.string(), z.string()).optional(),
  log: z.string().optional(),
  /** After `snapshot`: all that `restore` takes, as text; null where the environment cannot; with a refusal, why it was not kept. */
  snapshot: z.string().nullable().optional(),
  snapshotRefusal: z.string().optional(),
  /** After `examine`: what breaks the rules of environments. */
  findings: z.array(finding).max(100).optional(),
});
/** What one reset or step gave. After `steps`, of the last step, with whole frames. */
export type Outcome = z.infer<typeof outcome>;
