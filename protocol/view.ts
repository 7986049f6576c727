import type { Action, AuthorError } from './environment';
import type { Member } from './event';
import type { Pay } from './payment';
import type { Region } from './pointer';
import type { SurveyJson } from './study';
import type { TreatmentUnit } from './treatment';

/** All that one station shows: a function of the session's state and the seat. */
export type StationView = {
  session: string;
  /** The study's title. */
  study: string;
  seat: string;
  participant: string;
  /** Steps done and all steps of the study, for the progress bar. */
  progress: { done: number; of: number };
  paused: boolean;
  screen: Screen;
  /** The host has a seat for this waiting station now: it says hello again. */
  sayHello?: boolean;
};

export type Screen =
  | { kind: 'waiting'; title: string; text: string }
  | { kind: 'page'; scene: string; title: string; text: string; button: string }
  | { kind: 'consent'; scene: string; title: string; text: string; agree: string; decline: string }
  | { kind: 'form'; scene: string; title: string; text: string; survey: SurveyJson }
  | {
      kind: 'quiz';
      scene: string;
      title: string;
      text: string;
      survey: SurveyJson;
      /** Of the attempt to be made, 1 for the first. */
      attempt: number;
      attemptsLeft: number | null;
      /** Of the last attempt: question → hint (may be empty). */
      wrong: Record<string, string>;
      answers: Record<string, unknown>;
    }
  | {
      kind: 'lobby';
      scene: string;
      title: string;
      text: string;
      present: number;
      of: number /** session time */;
      untilMs: number;
    }
  | {
      kind: 'game';
      scene: string;
      title: string;
      text: string;
      game: string;
      agent: string;
      /** The operator holds this game; the session may go on. */
      paused: boolean;
      canvas: { width: number; height: number };
      /** What the study tells the others of a game while a policy plays for somebody who is gone. */
      told: string | null;
      keys: Record<string, Action>;
      regions: Record<string, Region>;
      /** Whether every place of mouse or finger is told. */
      points: boolean;
      padDeadZone: number;
      tickHz: number;
      /** Index from 0. */
      episode: number;
      episodes: number;
    }
  /** `pay`: what the participant gets, when the study shows it. */
  | { kind: 'end'; title: string; text: string; completionCode: string | null; pay: PayView | null };

export type PayView = Pay & { currency: string };

/** The payment list. `total`: of all rows. */
export type PaymentView = {
  currency: string;
  rows: (PayView & { seat: string; participant: string; reasons: string[] })[];
  total: string;
};

/** A row of the console's table of seats. */
export type SeatRow = {
  seat: string;
  participant: string;
  connected: boolean;
  /** '' and -1 before the session starts. */
  scene: string;
  sceneIndex: number;
  sceneKind: string;
  state: 'waiting' | 'active' | 'declined' | 'finished';
  group: string | null;
  treatment: string | null;
};

export type GameRow = {
  game: string;
  scene: string;
  /** `takenOver`: the policy that plays for somebody who is gone. */
  members: Record<string, Member & { seat?: string; takenOver?: string }>;
  phase: 'playing' | 'finished' | 'failed';
  /** The operator holds this game by itself. */
  paused: boolean;
  /** Index from 0. */
  episode: number;
  episodes: number;
  canvas: { width: number; height: number };
  tickHz: number;
  error: AuthorError | null;
};

export type SessionPhase = 'lobby' | 'running' | 'paused' | 'ended';

/** All that the operator's console shows of the session itself: a function of the session's state. */
export type SessionView = {
  session: string;
  joinCode: string;
  study: {
    name: string;
    title: string;
    version: string;
    hash: string;
    scenes: { id: string; kind: string; title: string }[];
    seats: { min: number; max: number };
    /** Null when the study has none. `settable`: one by one, of those who have not begun. */
    treatments: { names: string[]; by: TreatmentUnit; settable: boolean } | null;
  };
  phase: SessionPhase;
  startedAtMs: number | null;
  seats: SeatRow[];
  games: GameRow[];
  notices: { atMs: number; text: string }[];
  /** Null when the study pays nothing. */
  payment: PaymentView | null;
};

export type StudyCard = {
  name: string;
  title: string;
  version: string;
  description: string;
  seats: { min: number; max: number };
  scenes: number;
  /** Names; empty when it has none. */
  treatments: string[];
  /** URL on the host, or null. */
  picture: string | null;
  bundled: boolean;
  /** What is wrong with it, ready to show; empty when it can run. */
  problems: string[];
  /** Only of a study that runs outside of the sandbox, or with packages. */
  needs?: StudyNeeds;
};

/** What must be before a study can run. */
export type StudyNeeds = {
  /** Of the study as it is now. */
  hash: string;
  /** It runs in a native Python, and the operator has not said that he trusts it as it is now. */
  trust: boolean;
  /** Its packages are not on this machine. */
  packages: boolean;
  /** How far getting them has come, or null. */
  progress: string | null;
  /** Why it cannot run, in words, or null. */
  problem: string | null;
};

export type RecordRow = {
  record: string;
  study: string;
  session: string;
  startedAt: string;
  /** `damaged`: it cannot be gone on with before it is salvaged. `newer`: this version cannot read it. `locked`: it is encrypted. */
  state: 'running' | 'interrupted' | 'ended' | 'damaged' | 'newer' | 'locked';
  /** What is the matter, in words, or null. */
  problem: string | null;
  /** Of an interrupted session: how many had a seat, and wall time of its last row. */
  participants: number | null;
  lastAt: string | null;
  /** Of a locked one: the encrypted file. */
  folder: string;
};

export type PairingRow = { pairing: string; name: string; code: string };
export type RoomView = {
  open: boolean;
  name: string;
  /** Addresses to type or to scan, e.g. https://10.0.0.5:4700. */
  addresses: string[];
  fingerprint: string;
  stations: { station: string; name: string; connected: boolean }[];
  pairings: PairingRow[];
  problem: string | null;
};

/**
 * What the operator has to know of the disk under the record, in words. `held`: play stands still, and goes on by itself when
 * the disk is well again. `dead`: it stands still until the session is taken up again. `slow`, `low`: a warning.
 */
export type RecordingTrouble = { kind: 'held' | 'dead' | 'slow' | 'low' | 'partners'; message: string };

/** All that the console shows, but for live figures and pictures. */
export type ConsoleView = {
  appVersion: string;
  studies: StudyCard[];
  session: SessionView | null;
  records: RecordRow[];
  room: RoomView;
  recording: { folder: string; troubles: RecordingTrouble[] } | null;
  /** The URL a browser on this machine can join at. */
  localUrl: string;
};

/** Live figures, twice a second: never recorded as they stand here, never part of the fold. */
export type LiveView = {
  seats: Record<string, { rttMs: number | null; offsetMs: number | null; lastInputAgoMs: number | null }>;
  /** `fallbacks`: how often in this episode a policy's fallback was played. */
  games: Record<
    string,
    { episode: number; tick: number; rateHz: number; lateP99Ms: number; stepMs: number; fallbacks: number }
  >;
  /** What is on disk of the open session, and the room that is left (null: unknown). */
  recording: { rows: number; bytes: number; bytesPerS: number; freeBytes: number | null } | null;
};
