import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the parts of the app lie: in a checkout below its folder, in a packed app partly beside the archive. */
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
  // Other programs than Electron's file functions read these; in a packed app they are beside the archive.
  const unpacked = (path: string) => path.replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked');
  const packages = createRequire(join(appFolder, 'package.json'));
  return {
    hostProgram: unpacked(join(appFolder, 'dist/host/host.cjs')),
    botsProgram: unpacked(join(appFolder, 'dist/host/bots.cjs')),
    uiFolder: unpacked(join(appFolder, 'dist/renderer')),
    studiesFolder: unpacked(join(appFolder, 'environments')),
    runnerFolder: unpacked(join(appFolder, 'dist/runner')),
    pyodideFolder: unpacked(dirname(packages.resolve('pyodide/package.json'))),
    preloadFolder: join(appFolder, 'dist/preload'),
    iconFile: join(appFolder, 'dist/main/icon.png'),
  };
}
