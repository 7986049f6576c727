import { join } from 'node:path';
import { app, session } from 'electron';
import { z } from 'zod';
import type { AppContext } from './AppContext';
import { askRole } from './askRole';
import { createAskUser } from './askUser';
import { createLog } from './createLog';
import { findAppPaths } from './findAppPaths';
import { keptFile } from './keptFile';
import { guardContents } from './openWindow';
import { type AppArguments, parseAppArguments } from './parseAppArguments';
import { registerPrivateSchemes } from './privateSchemes';
import { runHost } from './runHost';
import { runStation } from './runStation';
import { sealSession } from './sealSession';
import { readTestHooks } from './testHooks';

const machine = z.object({ role: z.enum(['host', 'station']).nullable(), dataFolder: z.string().nullable() });

const hooks = readTestHooks(process.env);
// A checkout is started as `electron FOLDER …`: that one folder is Electron's, all else is ours.
const given = process.argv.slice(1);
const folderAt = app.isPackaged ? -1 : given.findIndex((arg) => !arg.startsWith('-'));
const parsed = parseAppArguments(
  given.filter((_arg, index) => index !== folderAt),
  { cwd: process.cwd(), mayDebug: hooks.mayDebug },
);

if (!parsed.ok) {
  process.stderr.write(`${parsed.message}\n`);
  app.exit(2);
} else if (!app.requestSingleInstanceLock()) {
  process.stdout.write('Cubicle is running already on this machine; its window is brought to the front.\n');
  app.exit(0);
} else {
  registerPrivateSchemes();
  // Every window is sandboxed by its own settings; this holds even one that somebody would open without them.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // What ends the app is decided by the kind of machine, not by how many windows happen to be open.
  app.on('window-all-closed', () => undefined);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  void app.whenReady().then(() => run(parsed.value));
}

async function run(args: AppArguments): Promise<void> {
  // No window uses it: whatever ends up there reaches nothing.
  sealSession(session.defaultSession, () => null);
  const userFolder = app.getPath('userData');
  const logFolder = join(userFolder, 'logs');
  const log = createLog(logFolder);
  const kept = keptFile(join(userFolder, 'role.json'), machine, { role: null, dataFolder: null });
  let focus: () => void = () => undefined;
  app.on('second-instance', () => focus());
  const context: AppContext = {
    args,
    paths: findAppPaths(app.getAppPath()),
    ask: createAskUser(hooks),
    log,
    logFolder,
    userFolder,
    machine: kept,
    takeFocus: (bringUp) => void (focus = bringUp),
    changeRole(role) {
      kept.write({ ...kept.read(), role });
      // With the role given on the command line the new one would be overruled.
      app.relaunch({ args: given.filter((arg) => arg !== '--host' && arg !== '--station') });
      app.quit();
      return Promise.resolve();
    },
  };
  let role = args.role ?? kept.read().role;
  if (role === null) {
    role = await askRole(context);
    if (role === null) return app.quit();
    kept.write({ ...kept.read(), role });
  }
  if (role === 'host') await runHost(context);
  else runStation(context);
}
