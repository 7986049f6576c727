import { z } from 'zod';
import { exportFormats, exportLayoutNames, exportTables } from './journal';
import type { FrameDelta } from './frame';
import { shortestPassphrase } from './passphrase';
import { place } from './pointer';
import { purgeChoice, type PurgePlan } from './purge';
import type { ReplayEpisode, ReplayPart } from './replay';
import { syncTarget, type SyncView } from './sync';
import type { ConsoleView, LiveView, StationView } from './view';

/** Raised when a message of the old kind would be misread. Host and station must have the same. */
export const PROTOCOL_VERSION = 1;

/** The host closes a connection that sends a longer message: whoever sends looks first. */
export const MESSAGE_BYTES = 256 * 1024;

/** What the far end is told when something is refused: a closed code, words, and what to do. */
export type Refusal = { code: string; message: string };
export type Ack<T = object> = ({ ok: true } & T) | { ok: false; error: Refusal };

const token = z.string().min(16).max(200);
const sceneId = z.string().max(60);
/** The scene and the seats of a game: up to 64 of them. */
const gameId = z.string().max(500);
const ms = z.number().finite();
const secret = z.string().min(1).max(1000).nullable();
const passphrase = z.string().min(1).max(1000);
const keyCode = z.string().max(40);

/** Messages a station may send (namespace /station), each with the schema it must meet. The seat comes from the socket, never from the message. */
export const stationMessages = {
  /** First, and again at every return: the same message. With a token: the seat it was given for; with the session's code: a new seat. */
  'station:hello': z.strictObject({
    protocol: z.number().int(),
    token: token.optional(),
    code: z.string().max(20).optional(),
    station: z.string().max(100).optional(),
  }),
  'scene:advance': z.strictObject({ scene: sceneId, choice: z.enum(['agree', 'decline']).optional() }),
  'form:submit': z.strictObject({ scene: sceneId, answers: z.record(z.string().max(200), z.unknown()) }),
  'quiz:submit': z.strictObject({ scene: sceneId, answers: z.record(z.string().max(200), z.unknown()) }),
  /** Sent when the game screen is drawn first: the ack brings the whole frame, then deltas follow. */
  'game:join': z.strictObject({ game: gameId }),
  /** One key went down or up. `held` is every key that is down after it, so a lost message cannot leave a key stuck. */
  'game:input': z.strictObject({
    game: gameId,
    seq: z.number().int().min(1),
    tStationMs: ms,
    code: keyCode,
    down: z.boolean(),
    held: z.array(keyCode).max(20),
    /** Of mouse or finger: where on the canvas. */
    at: place.optional(),
    /** In lockstep play: the tick this answers, and of which episode. */
    forTick: z.number().int().optional(),
    forEpisode: z.number().int().optional(),
  }),
  'game:shown': z.strictObject({
    game: gameId,
    shown: z.array(z.strictObject({ seq: z.number().int(), tick: z.number().int(), tShownMs: ms })).max(100),
  }),
  'time:ping': z.strictObject({}),
  'time:report': z.strictObject({ offsetMs: ms, errorMs: ms, rttMs: ms }),
} as const;
export type StationMessage = keyof typeof stationMessages;
export type StationPayload<K extends StationMessage> = z.infer<(typeof stationMessages)[K]>;
export type StationAcks = {
  'station:hello': { token: string; view: StationView; hostMs: number };
  'scene:advance': object;
  'form:submit': object;
  'quiz:submit': object;
  'game:join': { frame: GameFrame | null; lastSeq: number };
  'time:ping': { hostMs: number };
};

/** One tick's picture for one station. `applied`: the last input sequence that went into it. */
export type GameFrame = {
  game: string;
  episode: number;
  tick: number;
  delta: FrameDelta;
  applied: number;
  /** Time until play begins, 0 when playing. */
  countdownMs: number;
  /** Of it: so long the picture is only to be looked at, before it is counted down. */
  frozenMs?: number;
  /** While the game waits for somebody to act: whether for this one, and how long yet. */
  turn?: { isYours: boolean; leftMs: number };
};

export type StationPushes = {
  'station:view': StationView;
  'game:frame': GameFrame;
  /** Another connection has taken this seat; this one must not reconnect by itself. */
  'station:replaced': { message: string };
};

const treatmentName = z.string().max(100);

/** Messages the operator's console may send (namespace /console, loopback only, with the operator's token). */
export const consoleMessages = {
  'console:hello': z.strictObject({ protocol: z.number().int(), token }),
  'session:create': z.strictObject({
    study: z.string().max(1000),
    seed: z.number().int().min(0).max(0xffffffff).optional(),
    /** For everybody in the session; without it, as the study says. */
    treatment: treatmentName.optional(),
  }),
  /** Gives a participant who has not begun a treatment; null: chance does. */
  'treatment:set': z.strictObject({ participant: z.string().max(60), treatment: treatmentName.nullable() }),
  /** Says that the study of this hash may run outside of the sandbox. */
  'study:trust': z.strictObject({ study: z.string().max(1000), hash: z.string().max(100) }),
  /** Begins to get the packages of a study; its card tells how it goes. */
  'study:prepare': z.strictObject({ study: z.string().max(1000) }),
  'session:start': z.strictObject({}),
  'session:pause': z.strictObject({}),
  'session:resume': z.strictObject({}),
  'session:end': z.strictObject({}),
  /** Holds one game, or lets it go on; pauses of the session do not change it. */
  'game:pause': z.strictObject({ game: gameId }),
  'game:resume': z.strictObject({ game: gameId }),
  /** Puts the ended session away, so that the studies show again. */
  'session:close': z.strictObject({}),
  /** Takes an interrupted session up again, or ends it. */
  'session:recover': z.strictObject({ record: z.string().max(1000), action: z.enum(['resume', 'end']) }),
  /** A new seat and the link that sits down at it. */
  'seat:link': z.strictObject({}),
  'room:open': z.strictObject({}),
  'room:close': z.strictObject({}),
  'room:answerPairing': z.strictObject({ pairing: z.string().max(100), accept: z.boolean() }),
  'console:watch': z.strictObject({ games: z.array(gameId).max(64) }),
  /** Pays somebody of the open session more or less than the rules say. */
  'payment:adjust': z.strictObject({
    participant: z.string().max(60),
    amount: z.string().max(20),
    reason: z.string().max(500),
  }),
  /** The payment list of a record: into a file to make, or (null) as text in the answer. */
  'payment:export': z.strictObject({
    record: z.string().max(1000),
    target: z.string().max(2000).nullable(),
    details: z.boolean(),
  }),
  /** Makes a new record, beside it, out of what can be read of a damaged one. */
  'record:salvage': z.strictObject({ record: z.string().max(1000) }),
  /** Makes one encrypted file of a record and removes the record. */
  'record:encrypt': z.strictObject({ record: z.string().max(1000), passphrase: passphrase.min(shortestPassphrase) }),
  /** Makes the record of an encrypted file again; the file stays. */
  'record:decrypt': z.strictObject({ record: z.string().max(1000), passphrase }),
  /** What a purge would delete, and what it would leave. */
  'record:planPurge': purgeChoice,
  /** Deletes, for good, those of a choice that the operator was shown. `reason` is kept. */
  'record:purge': z.strictObject({
    choice: purgeChoice,
    records: z.array(z.string().max(1000)).min(1).max(100_000),
    reason: z.string().trim().min(1).max(500),
  }),
  'record:export': z.strictObject({
    record: z.string().max(1000),
    /** What to make (it must not exist), or null for a zip to download. */
    target: z.string().max(2000).nullable(),
    /** What the target is. */
    container: z.enum(['folder', 'zip']),
    layout: z.enum(exportLayoutNames),
    /** A layout that is not free does not look at formats and tables. */
    formats: z.array(z.enum(exportFormats)).min(1),
    tables: z.array(z.enum(exportTables)).min(1),
    /** Whether CSV files begin with a byte order mark. */
    bom: z.boolean(),
  }),
  /** Breaks the export of a record off: it answers that it was cancelled, and nothing is left of it. */
  'record:cancelExport': z.strictObject({ record: z.string().max(1000) }),
  /** The episodes of a record, to look at what was played. */
  'replay:open': z.strictObject({ record: z.string().max(1000) }),
  /** Ticks of an episode from `fromTick` on, stepped again. */
  'replay:ticks': z.strictObject({
    record: z.string().max(1000),
    game: gameId,
    episode: z.number().int().min(0),
    fromTick: z.number().int().min(0),
  }),
  /** Where copies of records go; every change comes as a push too. */
  'sync:show': z.strictObject({}),
  /** Adds a target, or changes the one of this name. `secret` null: its password stays as it is. */
  'sync:keep': z.strictObject({ target: syncTarget, secret }),
  /** What is at the target stays there. */
  'sync:remove': z.strictObject({ name: z.string().max(30) }),
  /** Tries it without keeping anything. */
  'sync:test': z.strictObject({ target: syncTarget, secret }),
  'sync:unlock': z.strictObject({ name: z.string().max(30), secret: z.string().min(1).max(1000) }),
  'sync:now': z.strictObject({}),
} as const;
export type ConsoleMessage = keyof typeof consoleMessages;
export type ConsolePayload<K extends ConsoleMessage> = z.infer<(typeof consoleMessages)[K]>;
export type ConsoleAcks = {
  'console:hello': { view: ConsoleView };
  'session:create': { session: string };
  /** `report`: what was saved and which rows are gone, in words. */
  'record:salvage': { folder: string; report: string };
  'record:encrypt': { file: string };
  'record:decrypt': { folder: string };
  'record:planPurge': { plan: PurgePlan };
  /** `failed`: what is still there, each with why. */
  'record:purge': { deleted: string[]; failed: { record: string; why: string }[] };
  'seat:link': { seat: string; url: string };
  'console:watch': { frames: GameFrame[] };
  'sync:show': { sync: SyncView };
  /** `download`: a path on the host's URL. */
  'record:export': { folder: string | null; download: string | null };
  'replay:open': { session: string; episodes: ReplayEpisode[] };
  'replay:ticks': ReplayPart;
  'payment:export': { text: string | null; participants: number; total: string; currency: string };
};
export type ConsolePushes = {
  'console:view': ConsoleView;
  'console:live': LiveView;
  'console:frame': GameFrame;
  'console:sync': SyncView;
  'console:progress': { record: string; done: number; of: number; step: string };
};

/** What an ack of message K carries when it is ok. */
export type StationAck<K extends StationMessage> = Ack<K extends keyof StationAcks ? StationAcks[K] : object>;
export type ConsoleAck<K extends ConsoleMessage> = Ack<K extends keyof ConsoleAcks ? ConsoleAcks[K] : object>;
