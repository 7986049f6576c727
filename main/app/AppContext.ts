import type { AppArguments } from './parseAppArguments';
import type { AskUser } from './askUser';
import type { AppPaths } from './findAppPaths';
import type { KeptFile } from './keptFile';

/** What this machine is, and where it keeps its records when that is not the usual place. */
export type Machine = { role: 'host' | 'station' | null; dataFolder: string | null };

/** What both kinds of machine are given. */
export type AppContext = {
  args: AppArguments;
  paths: AppPaths;
  ask: AskUser;
  log(line: string): void;
  logFolder: string;
  /** Folder of this machine's own settings. */
  userFolder: string;
  machine: KeptFile<Machine>;
  /** Names what a second start of the app is to bring to the front. */
  takeFocus(focus: () => void): void;
  /** Keeps the new role and starts the app again with it. */
  changeRole(role: 'host' | 'station'): Promise<void>;
};
