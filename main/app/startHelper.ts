import type { HelperKind } from '../../protocol/process';
import type { AppPaths } from './findAppPaths';
import type { StartedHelper } from './StartedHelper';
import { startBotProcess } from './startBotProcess';
import { startRunnerWindow } from './startRunnerWindow';

const starts: Record<HelperKind, (paths: AppPaths, snapshotFile: string) => Promise<StartedHelper>> = {
  runner: startRunnerWindow,
  bots: startBotProcess,
};

/** Starts a process that the host asked for. Rejects with the reason when it cannot be started. */
export const startHelper = (kind: HelperKind, paths: AppPaths, snapshotFile: string): Promise<StartedHelper> =>
  starts[kind](paths, snapshotFile);
