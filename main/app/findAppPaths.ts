import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the parts of the app lie: in a checkout below its folder, in a packed app in its archive, but for the studies. */
export type AppPaths = {
  hostProgram: string;
  botsProgram: string;
  /** The built pages, which the host serves. */
  uiFolder: string;
  /** The bundled studies. */
  studiesFolder: string;
  /** Page and worker of the hidden windows that run study code. */
  runnerFolder: string;
  pyodideFolder: string;
  preloadFolder: string;
  iconFile: string;
};

/** @param appFolder the folder of package.json, or the packed app.asar */
export function findAppPaths(appFolder: string): AppPaths {
  const packages = createRequire(join(appFolder, 'package.json'));
  return {
    hostProgram: join(appFolder, 'dist/host/host.cjs'),
    botsProgram: join(appFolder, 'dist/host/bots.cjs'),
    uiFolder: join(appFolder, 'dist/renderer'),
    // In a packed app beside the archive: an author copies them, and a session copies what it freezes.
    studiesFolder: join(appFolder.replace(/app\.asar$/, 'app.asar.unpacked'), 'environments'),
    runnerFolder: join(appFolder, 'dist/runner'),
    pyodideFolder: dirname(packages.resolve('pyodide/package.json')),
    preloadFolder: join(appFolder, 'dist/preload'),
    iconFile: join(appFolder, 'dist/main/icon.png'),
  };
}
