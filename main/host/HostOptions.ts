import type { Helpers, Vault } from '../../protocol/process';

export type HostOptions = {
  /** Folder of this host's own files and of all records; made when it is missing. */
  dataDir: string;
  /** The data folder whose trusted studies and packages count; default: `dataDir`. */
  homeDir?: string;
  /** Folder of the bundled studies, with the Python package `cubicle` beside them. */
  studiesDir: string;
  /** Folders of further studies, each a study; they come first where two have one name. */
  studyFolders?: readonly string[];
  /** The built pages: `console/`, `station/`, `assets/`. */
  uiDir: string;
  /** The built programs: `record.cjs`. */
  programsDir: string;
  /** Port on loopback: this one or none. null: 4700, or one of the next when it is taken. */
  port: number | null;
  helpers: Helpers;
  /** Where passwords are kept encrypted; without one they come from the environment, or are asked for. */
  vault?: Vault;
  /** `lockstep`: games wait for every participant's answer to every tick (simulation at full speed). */
  pace: 'realtime' | 'lockstep';
  /** It follows one that died: it waits for its port, takes up the session that was left, and opens the room if it was open. */
  resume: boolean;
  /**
   * With `resume`: the folder of the record that was open, whose session is taken up also if it had ended; null: none was.
   * Not told: the newest record, if its session was interrupted.
   */
  leftOpen?: string | null;
  /** A record that lies anywhere, to be looked at under the name `record`. */
  replay?: { record: string; folder: string };
  /** What a console must show. Default: a new one. */
  operatorToken: string | null;
  /** Makes the session's random draws repeat; null: from the system. */
  seed: number | null;
  appVersion: string;
  /** Told whenever a session begins or stops running: closing the app then asks first. */
  sessionRunning?(running: boolean): void;
  /** Told before anything is done with a record: its folder, or null when it has been let go of. */
  recordOpen?(folder: string | null): void;
  log(line: string): void;
};

export type Host = {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** Opens the operator's console; the token is in the fragment, which no server sees. */
  consoleUrl: string;
  operatorToken: string;
  /** Of the open session, or null. */
  recordFolder(): string | null;
  /** Lets go of everything; an unfinished session can be taken up again. */
  close(): Promise<void>;
};
