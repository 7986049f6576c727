import { join } from 'node:path';
import type { Helpers } from '../../protocol/process';
import { createNodeHelpers } from '../host/game/createNodeHelpers.node';
import type { CubiclePaths } from './findPaths.node';

/** The host's helper processes as children of this one. `close` after everything that uses them is closed. */
export function openHelpers({ programsDir, pyodideDir }: CubiclePaths): Helpers & { close(): void } {
  return createNodeHelpers({
    runnerFile: join(programsDir, 'runner-node.cjs'),
    botsFile: join(programsDir, 'bots.cjs'),
    pyodideFolder: pyodideDir,
    // Beside the program that made it; where that cannot be written, interpreters start from the beginning.
    snapshotFile: join(programsDir, 'python.snapshot'),
  });
}
