import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, Menu, powerMonitor, powerSaveBlocker, shell } from 'electron';
import { bridgeChannels } from '../../protocol/bridge';
import type { AppContext } from './AppContext';
import { answerChannels } from './answerChannels';
import { createDemoStations, displayOf } from './createDemoStations';
import { createFolderDoor } from './createFolderDoor';
import { describeMenu } from './describeMenu';
import { hostChannels } from './hostChannels';
import { openConsoleWindow } from './openConsoleWindow';
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
  machine,
  takeFocus,
  changeRole,
}: AppContext): Promise<void> {
  const kept = machine.read().dataFolder;
  const dataFolder = await openDataFolder(args.dataFolder ?? kept ?? join(homedir(), 'Cubicle'), ask);
  if (dataFolder === null) return app.exit(1);
  if (args.dataFolder === null) machine.write({ ...machine.read(), dataFolder });

  const console = openConsoleWindow(paths, args.dev);
  const door = createFolderDoor(dataFolder);
  const stations = createDemoStations({
    paths,
    dev: args.dev,
    hostOrigin: console.origin,
    display: () => displayOf(console.window),
  });
  let sessionRunning = false;
  let leaving = false;
  takeFocus(() => {
    if (console.window.isMinimized()) console.window.restore();
    console.window.focus();
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
    ],
    port: args.port,
    operatorToken: randomBytes(32).toString('base64url'),
    startHelper: (kind) => startHelper(kind, paths),
    log,
    onReady: (consoleUrl) => console.show(consoleUrl),
    onSessionRunning: (running) => {
      sessionRunning = running;
    },
    onGivenUp: (lastWords) => void tellGivenUp(lastWords),
  });

  async function tellGivenUp(lastWords: string): Promise<void> {
    const answer = await ask.choose(
      {
        kind: 'error',
        title: lastWords === '' ? 'The lab has stopped, several times in a row.' : 'The lab could not be started.',
        detail: `${lastWords === '' ? 'It was started again each time, and stopped again.' : lastWords}\n\nEverything recorded so far is on the disk. A session that was interrupted can be taken up again.`,
        buttons: ['Try Again', 'Show Log Folder', 'Quit'],
      },
      console.window.isVisible() ? console.window : undefined,
    );
    if (answer === 1) void shell.openPath(logFolder);
    if (answer === 2) return leave();
    host.startAgain();
  }

  function leave(): void {
    leaving = true;
    app.quit();
  }

  async function askToLeave(): Promise<void> {
    const answer = await ask.choose(
      {
        kind: 'question',
        title: 'A session is running.',
        detail:
          'Stations stop where they are. When Cubicle is started again, the session can be taken up at the same place.',
        buttons: ['Keep Running', 'Pause and Quit'],
      },
      console.window,
    );
    if (answer === 1) leave();
  }

  console.window.on('close', (event) => {
    if (leaving) return;
    event.preventDefault();
    if (sessionRunning) void askToLeave();
    else leave();
  });
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    if (sessionRunning && !leaving) return void askToLeave();
    leaving = true;
    void host.stop(STOP_LIMIT_MS).then(() => {
      stopped = true;
      stations.closeAll();
      app.quit();
    });
  });
  // The system goes down whether we like it or not: no question, only a clean end.
  powerMonitor.on('shutdown', leave);

  answerChannels(
    hostChannels({
      openStation: (url) => stations.open(url),
      async chooseExportFolder(suggestedName) {
        const folder = await ask.chooseNewFolder(join(app.getPath('documents'), suggestedName), console.window);
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
        send: (command) => console.window.webContents.send(bridgeChannels.menu, command),
        becomeStation: () => void changeRole('station'),
        showLogs: () => void shell.openPath(logFolder),
        showRecords: () => void shell.openPath(dataFolder),
      }),
    ),
  );
  powerSaveBlocker.start('prevent-display-sleep');
}
