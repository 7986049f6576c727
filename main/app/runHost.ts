import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, Menu, powerSaveBlocker, safeStorage, shell } from 'electron';
import { bridgeChannels } from '../../protocol/bridge';
import type { AppContext } from './AppContext';
import { answerChannels } from './answerChannels';
import { createDemoStations, displayOf } from './createDemoStations';
import { createFolderDoor } from './createFolderDoor';
import { createLeaving } from './createLeaving';
import { createSafe } from './createSafe';
import { describeMenu } from './describeMenu';
import { hostChannels } from './hostChannels';
import { type ConsoleWindow, openConsoleWindow } from './openConsoleWindow';
import { openDataFolder } from './openDataFolder';
import { startHelper } from './startHelper';
import { startHostProcess } from './startHostProcess';

/** How long the host may take to put its record away before it is ended; it is consistent then too. */
const STOP_LIMIT_MS = 10_000;

/** This machine runs the lab: the host process, the operator's console, and station windows for trying. */
export async function runHost({
  args,
  paths,
  ask,
  log,
  logFolder,
  userFolder,
  machine,
  takeFocus,
  changeRole,
}: AppContext): Promise<void> {
  const kept = machine.read().dataFolder;
  const dataFolder = await openDataFolder(args.dataFolder ?? kept ?? join(homedir(), 'Cubicle'), ask);
  if (dataFolder === null) return app.exit(1);
  if (args.dataFolder === null) machine.write({ ...machine.read(), dataFolder });

  const snapshotFile = join(userFolder, 'python.snapshot');
  // Opened when the host is there: before, there is nothing to show.
  let operator: ConsoleWindow | null = null;
  const operatorWindow = (): BrowserWindow | undefined => operator?.window;
  const door = createFolderDoor(dataFolder);
  const stations = createDemoStations({
    paths,
    dev: args.dev,
    hostOrigin: () => operator?.origin() ?? null,
    display: () => displayOf(operatorWindow()),
  });
  takeFocus(() => {
    const window = operatorWindow();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });

  const host = startHostProcess({
    program: paths.hostProgram,
    args: [
      '--data',
      dataFolder,
      '--studies',
      paths.studiesFolder,
      '--ui',
      paths.uiFolder,
      '--version',
      app.getVersion(),
      '--snapshot',
      snapshotFile,
    ],
    port: args.port,
    operatorToken: randomBytes(32).toString('base64url'),
    startHelper: (kind) => startHelper(kind, paths, snapshotFile),
    safe: createSafe(safeStorage, process.platform),
    log,
    onReady: showOperator,
    onSessionRunning: (running) => leaving.setSessionRunning(running),
    onGivenUp: (lastWords) => void tellGivenUp(lastWords),
  });

  const leaving = createLeaving({
    ask,
    window: operatorWindow,
    stop: () => host.stop(STOP_LIMIT_MS),
  });

  function showOperator(consoleUrl: string): void {
    if (operator) return operator.show(consoleUrl);
    operator = openConsoleWindow(paths, args.dev, consoleUrl);
    leaving.watch(operator.window);
  }

  async function tellGivenUp(lastWords: string): Promise<void> {
    const answer = await ask.choose(
      {
        kind: 'error',
        title: lastWords === '' ? 'The lab has stopped, several times in a row.' : 'The lab could not be started.',
        detail: `${lastWords === '' ? 'It was started again each time, and stopped again.' : lastWords}\n\nEverything recorded so far is on the disk. A session that was interrupted can be taken up again.`,
        buttons: ['Try Again', 'Show Log Folder', 'Quit'],
      },
      operatorWindow(),
    );
    if (answer === 0) return host.startAgain();
    if (answer === 2) return leaving.leave();
    void shell.openPath(logFolder);
    return tellGivenUp(lastWords);
  }

  answerChannels(
    hostChannels({
      openStation: (url) => stations.open(url),
      async chooseExportFolder(suggestedName) {
        const folder = await ask.chooseNewFolder(join(app.getPath('documents'), suggestedName), operatorWindow());
        if (folder !== null) door.allow(folder);
        return folder;
      },
      // A method without an answer: the file manager does not say whether it came up.
      reveal: (folder) => Promise.resolve(shell.showItemInFolder(door.check(folder))),
    }),
  );
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      describeMenu({
        platform: process.platform,
        dev: args.dev,
        send: (command) => operator?.window.webContents.send(bridgeChannels.menu, command),
        becomeStation: () => void changeRole('station'),
        showLogs: () => void shell.openPath(logFolder),
        showRecords: () => void shell.openPath(dataFolder),
      }),
    ),
  );
  powerSaveBlocker.start('prevent-display-sleep');
}
