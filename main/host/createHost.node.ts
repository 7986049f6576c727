import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ConsoleView } from '../../protocol/view';
import { claimFolder } from './claimFolder.node';
import { createConsoleDesk } from './createConsoleDesk.node';
import { createReplayDesk } from './createReplayDesk.node';
import { createRecordDesk } from './createRecordDesk.node';
import { createNetwork } from './createNetwork.node';
import { createSessionDesk } from './createSessionDesk.node';
import { createSessions } from './createSessions.node';
import { callingView, createStationDesk } from './createStationDesk.node';
import { createSyncDesk } from './createSyncDesk.node';
import { createStudyNeeds } from './createStudyNeeds.node';
import { createStudyShelf } from './createStudyShelf.node';
import { findLeftOpen } from './findLeftOpen.node';
import { findStudyAsset } from './findStudyAsset.node';
import { createBots } from './game/createBots.node';
import type { Host, HostOptions } from './HostOptions';
import { openRunners } from './openRunners.node';
import { viewSession } from './session/viewSession';
import { newToken } from './stations/newToken.node';
import { lockstepSocketLimits, socketLimits } from './stations/SocketLimits';
import { viewLive } from './viewLive.node';

const LIVE_EVERY_MS = 500;
const VIEW_AT_MOST_EVERY_MS = 100;
/** A killed host holds its port until the system has taken it apart. */
const PREDECESSOR_GOES_MS = 5000;

/** Builds a whole host out of its domains, and starts it. Rejects, in words, when it cannot: folder not writable, port taken. */
export async function createHost(options: HostOptions): Promise<Host> {
  const { dataDir, log } = options;
  const hostMs = () => performance.now();
  await claimFolder(dataDir);
  const operatorToken = options.operatorToken ?? newToken();
  const workerFile = join(options.programsDir, 'record.cjs');

  const { pool, ...trustAndPackages } = await openRunners({ homeDir: dataDir, ...options });
  const bots = createBots(options.helpers, { batches: options.pace === 'realtime' });
  const needs = createStudyNeeds({ ...trustAndPackages, log, changed: () => showConsole() });
  const shelf = createStudyShelf(
    [
      ...(options.studyFolders ?? []).map((folder) => ({
        folder: dirname(folder),
        only: basename(folder),
        bundled: false,
      })),
      { folder: options.studiesDir, bundled: true },
      { folder: join(dataDir, 'studies'), bundled: false },
    ],
    needs,
  );

  const sessions = createSessions({
    dataDir,
    workerFile,
    pool,
    bots,
    pace: options.pace,
    seed: options.seed,
    appVersion: options.appVersion,
    log,
    sendView: (key, view) => network.stations.sendView(key, view),
    sendFrame: (key, frame) =>
      key === null ? network.consoles.sendFrame(frame) : network.stations.sendFrame(key, frame),
    changed(events) {
      if (events.some(({ type }) => type === 'sessionEnded')) void records.refresh().then(showConsole);
      tellRunning();
      showConsole();
    },
    recordOpen: (folder) => options.recordOpen?.(folder),
  });
  const live = () => sessions.current()?.live ?? null;

  function openRecord() {
    const open = sessions.current();
    return open && { folder: open.live.folder, journal: open.journal, ended: live()?.state()?.phase.phase === 'ended' };
  }

  const records = createRecordDesk({
    root: dataDir,
    workerFile,
    open: openRecord,
    progress: (progress) => network.consoles.broadcast('console:progress', progress),
    refreshed: () => sync.recordsChanged(),
    copies: () => sync.view(),
    log,
  });

  const replays = createReplayDesk({
    pool,
    find(record) {
      if (options.replay?.record === record) return { ok: true, folder: options.replay.folder };
      const found = records.find(record);
      return found.ok ? { ok: true, folder: found.row.folder } : found;
    },
    readJournal: (folder, use) => records.readJournal(folder, use),
    isPlaying: () => live()?.state()?.phase.phase === 'running',
  });

  const sync = createSyncDesk({
    dataDir,
    workerFile: join(options.programsDir, 'sync.cjs'),
    vault: options.vault ?? null,
    records: () => records.rows(),
    live: openRecord,
    show: (view) => network.consoles.broadcast('console:sync', view),
    log,
  });

  const stationDesk = createStationDesk({
    live,
    pairedStation: (hash) => network.pairedStation(hash),
    roomName: () => network.room.view().name,
    mayGoOn: () => records.rows().some(({ state }) => state === 'interrupted'),
    hostMs,
    waitingChanged: () => showConsole(),
  });

  const sessionDesk = createSessionDesk({
    live,
    shelf,
    needs,
    sessions,
    records,
    resetStations: () => stationDesk.reset(),
    callWaiting,
    callAll: () => network.stations.sendToAll(callingView(network.room.view().name)),
    reopenRoom: () => network.room.reopen(),
    showConsole: () => showConsole(),
  });

  const consoleDesk = createConsoleDesk({
    live,
    view,
    async refresh() {
      await Promise.all([shelf.refresh(), records.refresh()]);
      showConsole();
    },
    ...sessionDesk,
    stationUrl: (token) => `${network.url}/station/#token=${token}`,
    room: {
      view: () => network.room.view(),
      open: () => network.room.open(),
      close: () => network.room.close(),
      answerPairing: (pairing, accept) => network.room.answerPairing(pairing, accept),
    },
    records,
    replays,
    sync,
  });

  let tellTakenUp: () => void = () => undefined;
  const takenUp = new Promise<void>((resolve) => {
    tellTakenUp = resolve;
  });

  const network = await createNetwork({
    uiDir: options.uiDir,
    dataDir,
    port: options.port,
    portPatienceMs: options.resume ? PREDECESSOR_GOES_MS : 0,
    operatorToken,
    stations: {
      ...stationDesk,
      // A station that comes back while the journal is being folded must not hear that its session is over.
      hello: (payload, connection) => takenUp.then(() => stationDesk.hello(payload, connection)),
    },
    // The same for a console: it would go to its studies, and offer to take up what is being taken up.
    consoles: { ...consoleDesk, hello: (connection) => takenUp.then(() => consoleDesk.hello(connection)) },
    hostMs,
    /** Station clocks are measured against session time while a session is open. */
    clockMs: () => live()?.nowMs() ?? hostMs(),
    cardPicture: (study) => Promise.resolve(shelf.picture(study)),
    async studyAsset(session, name) {
      const open = live();
      return open?.state()?.session === session
        ? findStudyAsset(join(open.folder, 'study'), name)
        : replays.studyAsset(session, name);
    },
    takeDownload: (id) => records.takeDownload(id),
    connectedStations,
    roomChanged: () => showConsole(),
    limits: options.pace === 'lockstep' ? lockstepSocketLimits : socketLimits,
    log,
  });

  /** Ids of the paired stations that are here, seated or waiting. */
  function connectedStations(): ReadonlySet<string> {
    const seated = (live()?.state()?.participants ?? [])
      .filter(({ connected }) => connected)
      .map(({ station }) => station);
    return new Set([...seated, ...stationDesk.waiting()]);
  }

  /** Paired stations that wait get a seat in the new session by saying hello again. */
  function callWaiting(): void {
    for (const station of stationDesk.waiting())
      network.stations.sendView(`~${station}`, callingView(network.room.view().name));
  }

  function view(): ConsoleView {
    const open = sessions.current();
    const state = open?.live.state() ?? null;
    return {
      appVersion: options.appVersion,
      studies: shelf.cards(),
      session: state && viewSession(state),
      records: records.rows(),
      room: network.room.view(),
      recording: open && { folder: open.live.folder, troubles: open.troubles() },
      localUrl: network.url,
    };
  }

  let wasRunning = false;
  function tellRunning(): void {
    const isRunning = live()?.state()?.phase.phase === 'running';
    if (isRunning !== wasRunning) options.sessionRunning?.(isRunning);
    wasRunning = isRunning;
  }

  let viewTimer: NodeJS.Timeout | null = null;
  function showConsole(): void {
    viewTimer ??= setTimeout(() => {
      viewTimer = null;
      network.consoles.broadcast('console:view', view());
    }, VIEW_AT_MOST_EVERY_MS);
  }

  const liveTimer = setInterval(() => {
    if (network.consoles.count() === 0 || !live()) return;
    network.consoles.broadcast('console:live', viewLive(sessions.current(), stationDesk.figures, hostMs()));
  }, LIVE_EVERY_MS);

  // Interpreters take their time to start: the first game must not wait for that. Not before the listeners: a host that cannot have
  // its port leaves no process behind.
  pool.warm(1).catch((error: unknown) => log(`interpreter: ${error instanceof Error ? error.message : String(error)}`));

  async function takeUp(): Promise<void> {
    const left = await findLeftOpen(() => records.refresh().then(records.rows), options.leftOpen);
    if (left === null) return;
    const { session } = left;
    const taken = await sessions.recover(left.folder);
    log(
      taken.ok
        ? `Session ${session} ${left.state === 'ended' ? 'has ended, and is shown on' : 'goes on'}.`
        : `Session ${session} could not be taken up again: ${taken.error.message}`,
    );
  }

  const back = (options.resume ? takeUp() : records.refresh()).then(tellTakenUp);
  await Promise.all([back, options.resume ? network.room.reopen() : null]);
  // Reading all studies is half a second of work: it holds up neither people whose session is back nor the window that is opened
  // now. A console that says hello meanwhile is answered when they are read.
  Promise.all([shelf.refresh(), live() === null ? null : records.refresh()])
    .then(showConsole)
    .catch((error: unknown) => log(`studies: ${error instanceof Error ? error.message : String(error)}`));
  sync.start();
  void records.purges.finish();

  return {
    url: network.url,
    port: network.port,
    consoleUrl: `${network.url}/console/#token=${operatorToken}`,
    operatorToken,
    recordFolder: () => live()?.folder ?? null,
    async close() {
      clearInterval(liveTimer);
      if (viewTimer) clearTimeout(viewTimer);
      // Nobody watches from here on: play stops where it is until the operator resumes it.
      if (live()?.state()?.phase.phase === 'running')
        await live()?.submit({ type: 'pauseSession', reason: 'Cubicle was closed' });
      await network.close();
      await sync.close();
      replays.close();
      await sessions.put();
      await Promise.all([pool.close(), bots.close()]);
    },
  };
}
