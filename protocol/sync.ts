import { z } from 'zod';

/** Where a copy of every record goes, without what has to stay secret. */
/** The password goes another way: an address is shown, logged and kept in the clear. */
const address = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with https:// or http://' })
  .max(1000)
  .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'leave user name and password out of the address');
const text = z.string().trim().min(1, 'must not be empty').max(300);

export const syncSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('folder'),
    /** An existing folder: a network share, a disk. */
    path: z.string().trim().min(1, 'must not be empty').max(2000),
  }),
  /** A folder on a WebDAV server. */
  z.strictObject({ kind: z.literal('webdav'), url: address, user: text }),
  z.strictObject({
    kind: z.literal('s3'),
    endpoint: address,
    region: text,
    bucket: text,
    /** What every name in the bucket begins with, or ''. */
    prefix: z.string().trim().max(300),
    /** The public half of the key. */
    accessKey: text,
  }),
  /** A database that gathers the rows of many hosts, in a schema `cubicle` of its own. */
  z.strictObject({
    kind: z.literal('postgres'),
    host: text,
    port: z.number().int().min(1).max(65_535),
    database: text,
    user: text,
    /** Off only for a database on this machine or in a network of its own: the password is safe either way, the rows are not. */
    tls: z.boolean(),
  }),
]);
export type SyncSettings = z.infer<typeof syncSettings>;

export const syncTarget = z.strictObject({
  /** Short, since it also names the environment variable of its password. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, 'expected small letters, digits and -, a letter first, 30 at most'),
  settings: syncSettings,
  /** Send copies of running sessions too, at most this often; 0: only sessions that have ended. */
  runningEveryMin: z.number().int().min(0).max(1440),
});
export type SyncTarget = z.infer<typeof syncTarget>;

/** What is wrong, in words that say what to do. */
export type SyncProblem = { code: string; message: string };

/** One record at one target. */
export type SyncRow = {
  /** `<study>/<folder>`, as in the list of records. */
  record: string;
  /** A copy of a session that has not ended. */
  running: boolean;
  phase: 'waiting' | 'sending' | 'there' | 'failed';
  /** Bytes or rows at the far end, of how many. */
  done: number;
  of: number;
  /** What it is called there; differs from `record` when that name was taken by something else. */
  name: string;
  /** When it was last found there whole, ISO 8601; null: never. */
  verifiedAt: string | null;
  problem: SyncProblem | null;
};

/** `none`: needs none. `kept`: encrypted on this machine. `session`: until Cubicle closes. `missing`: has to be typed in. */
export type SyncSecretState = 'none' | 'kept' | 'session' | 'missing';

export type SyncTargetView = SyncTarget & {
  secret: SyncSecretState;
  /** Why nothing is sent at present, or null. */
  problem: SyncProblem | null;
  /** The next attempt after a failure, ISO 8601, or null. */
  retryAt: string | null;
  rows: SyncRow[];
};
/** All that is known of what is where. */
export type SyncView = { targets: SyncTargetView[] };
