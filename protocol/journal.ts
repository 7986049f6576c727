import { z } from 'zod';
import { action, jointAction } from './environment';
import { sessionEvent } from './event';
import { memoryNote } from './policy';
import { place } from './pointer';

/**
 * The journal is one append-only table: every row has a sequence number, a kind, session time, wall time, and a JSON body,
 * and carries the SHA-256 of itself chained to the row before. Views make a plain table of each kind.
 */
const lateAnswer = z.object({ tick: z.number().int(), latencyMs: z.number() });
/** The answer for tick `tick`, which had been played without it, came `latencyMs` after the asking. */
export type LateAnswer = z.infer<typeof lateAnswer>;

export const policyDecision = z.object({
  policy: z.string(),
  /** The participant whose agent this is, who is gone: the policy has taken over. */
  inPlaceOf: z.string().optional(),
  /** Time from asking to the answer, ms; null when nothing was asked (random, noop) or nothing came. */
  latencyMs: z.number().nullable(),
  /** A recurrent model began here with an empty memory: as it should, or because that was lost with a process. */
  memory: memoryNote.optional(),
  /** Why the fallback played instead, or null. */
  fallback: z.enum(['late', 'invalid', 'failed']).nullable(),
  /** With `late`: how long the policy had had when the tick could not wait any longer, ms. */
  waitedMs: z.number().optional(),
  /** Answers for earlier ticks that came since the tick before. */
  lateAnswers: z.array(lateAnswer).optional(),
});
export type PolicyDecision = z.infer<typeof policyDecision>;

export const tickBody = z.object({
  episode: z.number().int(),
  /** 1 for the first step after reset. */
  tick: z.number().int(),
  actions: jointAction,
  rewards: z.record(z.string(), z.number()),
  terminations: z.record(z.string(), z.boolean()),
  truncations: z.record(z.string(), z.boolean()),
  policies: z.record(z.string(), policyDecision),
  /** How far behind its deadline the step began, and how long it took, ms. */
  lateMs: z.number(),
  stepMs: z.number(),
  /** After a stall too long to catch up with: by how much this tick's deadline, and all later ones, were moved, ms. */
  movedMs: z.number().optional(),
  /** Agents who were waited for in vain: their action counted as missing. */
  timedOut: z.array(z.string()).optional(),
  /** Humans whose action was missing, and for whom something else than `defaultAction` was played: their last one, or a policy's. */
  standIns: z.record(z.string(), z.enum(['last', 'policy'])).optional(),
  hash: z.string().nullable(),
  /** What the step gave, where the study asks for it: per agent; frames also under `*`, for a picture that all see. */
  infos: z.record(z.string(), z.unknown()).optional(),
  observations: z.record(z.string(), z.unknown()).optional(),
  frames: z.record(z.string(), z.unknown()).optional(),
  /** Of these, what was too large to be kept: its name and how many characters it had as JSON. */
  leftOut: z.record(z.string(), z.number().int()).optional(),
});
export type TickBody = z.infer<typeof tickBody>;

/** An episode as it stood after a tick: what play may go on from, instead of stepping all ticks again. */
export const snapshotBody = z.object({
  episode: z.number().int(),
  tick: z.number().int(),
  /** The state hash of that tick. */
  hash: z.string(),
  /** What the environment said of itself: JSON as Python wrote it, for its `set_state`. */
  state: z.string(),
});
export type SnapshotBody = z.infer<typeof snapshotBody>;

export const inputBody = z.object({
  episode: z.number().int(),
  agent: z.string(),
  seq: z.number().int(),
  code: z.string(),
  down: z.boolean(),
  held: z.array(z.string()),
  /** Of mouse or finger: where on the canvas. */
  at: place.optional(),
  tStationMs: z.number(),
  tHostMs: z.number(),
  action: action,
  fate: z.enum(['applied', 'superseded', 'late', 'frozen', 'unmapped', 'outOfTurn', 'notAllowed']),
  /** The tick whose action this input went into, or null. */
  tick: z.number().int().nullable(),
});
export type InputBody = z.infer<typeof inputBody>;

/** The frame that showed the effect of input `seq` was on screen at `tShownMs` of the station's clock. */
const shownBody = z.object({ seq: z.number().int(), tick: z.number().int(), tShownMs: z.number() });

/** Station clock + offsetMs = host session clock, within ± errorMs. */
export const clockBody = z.object({ offsetMs: z.number(), errorMs: z.number(), rttMs: z.number() });
export type ClockBody = z.infer<typeof clockBody>;

const envelope = {
  /** Session time, ms. */
  atMs: z.number(),
  game: z.string().nullable(),
  participant: z.string().nullable(),
  seat: z.string().nullable(),
};
export const journalRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), ...envelope, body: sessionEvent }),
  z.object({ kind: z.literal('tick'), ...envelope, body: tickBody }),
  z.object({ kind: z.literal('snapshot'), ...envelope, body: snapshotBody }),
  z.object({ kind: z.literal('input'), ...envelope, body: inputBody }),
  z.object({ kind: z.literal('shown'), ...envelope, body: shownBody }),
  z.object({ kind: z.literal('clock'), ...envelope, body: clockBody }),
]);
export type JournalRow = z.infer<typeof journalRow>;
export type RowKind = JournalRow['kind'];
/** A row as it stands in the journal. `wall` is ISO 8601 with the UTC offset. */
export type StoredRow = JournalRow & { seq: number; wall: string };

export const exportFormats = ['csv', 'parquet', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportTables = [
  'participants',
  'answers',
  'page_times',
  'events',
  'episodes',
  'ticks',
  'inputs',
  'policies',
  'timing',
  'operator',
] as const;
export type ExportTable = (typeof exportTables)[number];

/** `isFree`: formats and tables are chosen; else the layout says itself which files there are. */
export type LayoutWords = { title: string; about: string; isFree: boolean };
export const exportLayouts = {
  cubicle: {
    title: 'Cubicle',
    about: 'Every table in a file of its own, with a dictionary of every column.',
    isFree: true,
  },
  mug: {
    title: 'MUG',
    about: 'One file per participant and episode with the columns of Multi-User Gymnasium, and one per form.',
    isFree: false,
  },
  otree: {
    title: 'oTree',
    about: "all_apps_wide, one file per app, and PageTimes, in the shapes of oTree's data page.",
    isFree: false,
  },
  bids: {
    title: 'BIDS',
    about:
      'events.tsv in seconds per participant and episode, with a JSON file beside each (Brain Imaging Data Structure).',
    isFree: false,
  },
  'psych-ds': {
    title: 'Psych-DS',
    about: 'The tables with keyword names under data/, described in JSON-LD.',
    isFree: false,
  },
} as const satisfies Record<string, LayoutWords>;
export type ExportLayout = keyof typeof exportLayouts;
export const exportLayoutNames = Object.keys(exportLayouts) as ExportLayout[];
