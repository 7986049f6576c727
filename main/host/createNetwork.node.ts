import { join } from 'node:path';
import { networkInterfaces } from 'node:os';
import type { RoomDesk } from './createRoomDesk.node';
import { answerRequest, type RequestDeps } from './stations/answerRequest.node';
import type { ConsoleDeps } from './stations/ConsoleDeps';
import { createBans } from './stations/createBans';
import { type ConsoleGate, createConsoleGate } from './stations/createConsoleGate.node';
import { createDoor } from './stations/createDoor';
import { createServers } from './stations/createServers.node';
import { createSocketServer } from './stations/createSocketServer.node';
import { createStationGate, type StationGate } from './stations/createStationGate.node';
import { createRoom, type Room } from './stations/createRoom.node';
import { lanAddresses } from './stations/discovery/lanAddresses';
import { readOrMakeCertificate } from './stations/makeCertificate.node';
import { readUiFiles } from './stations/readUiFiles.node';
import type { SocketLimits } from './stations/SocketLimits';
import type { StationDeps } from './stations/StationDeps';

export type NetworkOptions = Pick<RequestDeps, 'studyAsset' | 'cardPicture' | 'takeDownload'> & {
  dataDir: string;
  uiDir: string;
  port: number | null;
  /** So long `port` is waited for when it is taken. */
  portPatienceMs: number;
  operatorToken: string;
  stations: StationDeps;
  consoles: ConsoleDeps;
  /** Monotonic clock of this process. */
  hostMs(): number;
  /** The clock that stations measure theirs against. */
  clockMs(): number;
  /** Ids of the paired stations that are connected now. */
  connectedStations(): ReadonlySet<string>;
  roomChanged(): void;
  limits: SocketLimits;
  log(line: string): void;
};

/** Everything of the host that a cable reaches. */
export type Network = {
  url: string;
  port: number;
  stations: StationGate;
  consoles: ConsoleGate;
  room: RoomDesk & Pick<Room, 'reopen'>;
  /** The paired station that holds the token of this hash. */
  pairedStation(tokenHash: string): string | null;
  close(): Promise<void>;
};

const SWEEP_EVERY_MS = 500;
const strangers = { perAddress: 16, total: 64 };

/** Opens the listeners and the gates, and keeps the room: who is paired, who asks to be, whether the LAN is let in. */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const { dataDir, hostMs, limits, log } = options;
  const folder = join(dataDir, 'host');
  const certificate = await readOrMakeCertificate(folder, lanAddresses(networkInterfaces()));

  const bans = createBans(limits.banMs, hostMs);
  const sockets = createSocketServer({ limits, bans, door: createDoor(strangers) });
  const gate = {
    limits,
    nowMs: hostMs,
    clockMs: () => options.clockMs(),
    bans,
    describe: (socket: Parameters<typeof sockets.describe>[0]) => sockets.describe(socket),
    log,
  };
  const stations = createStationGate(options.stations, { ...gate, namespace: sockets.stations });
  const consoles = createConsoleGate(options.consoles, options.operatorToken, { ...gate, namespace: sockets.consoles });
  const ui = await readUiFiles(options.uiDir);
  const servers = await createServers({
    ...(options.port === null ? {} : { port: options.port }),
    portPatienceMs: options.portPatienceMs,
    log,
    tls: { certPem: certificate.cert, keyPem: certificate.key },
    lanNames: [],
    door: createDoor(strangers),
    handlers: {
      request: (request, response, listener) =>
        void answerRequest(request, response, listener, { ...options, ui, pair: (...asked) => room.pair(...asked) }),
      upgrade: (request, socket, head, listener) => sockets.upgrade(request, socket, head, listener),
    },
  });

  const room = await createRoom({
    folder,
    certificate,
    servers,
    nowMs: hostMs,
    connectedStations: options.connectedStations,
    changed: options.roomChanged,
    log,
  });

  const sweep = setInterval(() => {
    stations.sweep();
    consoles.sweep();
    room.sweep();
  }, SWEEP_EVERY_MS);

  return {
    url: `http://127.0.0.1:${servers.port}`,
    port: servers.port,
    stations,
    consoles,
    room,
    pairedStation: (hash) => room.pairedStation(hash),
    async close() {
      clearInterval(sweep);
      sockets.close();
      await room.close();
      await servers.close();
    },
  };
}
