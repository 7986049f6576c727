import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hostname, networkInterfaces } from 'node:os';
import { PROTOCOL_VERSION } from '../../protocol/message';
import { pairReveal, pairStart } from '../../protocol/pairing';
import type { RoomView } from '../../protocol/view';
import type { RoomDesk } from './createRoomDesk.node';
import { answerRequest, type PairReply, type RequestDeps } from './stations/answerRequest.node';
import type { ConsoleDeps } from './stations/ConsoleDeps';
import { createBans } from './stations/createBans';
import { type ConsoleGate, createConsoleGate } from './stations/createConsoleGate.node';
import { createDoor } from './stations/createDoor';
import { createServers } from './stations/createServers.node';
import { createSocketServer } from './stations/createSocketServer.node';
import { createStationGate, type StationGate } from './stations/createStationGate.node';
import {
  answerPairing,
  askPairing,
  expirePairings,
  type PairingDecision,
  type PairingState,
  revealPairing,
} from './stations/decidePairing';
import { type Advertised, advertise } from './stations/discovery/advertise.node';
import { keepsCommitment, newNonce, pairingCode } from './stations/discovery/pairingCode.node';
import { lanAddresses } from './stations/lanAddresses';
import { readOrMakeCertificate } from './stations/makeCertificate.node';
import { hashToken, newToken } from './stations/newToken.node';
import { readUiFiles } from './stations/readUiFiles.node';
import { readRoom, writeRoom } from './stations/roomFile.node';
import { socketLimits } from './stations/SocketLimits';
import type { StationDeps } from './stations/StationDeps';

export type NetworkOptions = Pick<RequestDeps, 'studyAsset' | 'cardPicture' | 'takeDownload'> & {
  dataDir: string;
  uiDir: string;
  port: number | null;
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
  log(line: string): void;
};

/** Everything of the host that a cable reaches. */
export type Network = {
  url: string;
  port: number;
  stations: StationGate;
  consoles: ConsoleGate;
  room: RoomDesk;
  /** The paired station that holds the token of this hash. */
  pairedStation(tokenHash: string): string | null;
  close(): Promise<void>;
};

const SWEEP_EVERY_MS = 500;
const strangers = { perAddress: 8, total: 64 };

/** Opens the listeners and the gates, and keeps the room: who is paired, who asks to be, whether the LAN is let in. */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const { dataDir, hostMs, log } = options;
  const certificate = await readOrMakeCertificate(join(dataDir, 'host'));
  let kept = await readRoom(join(dataDir, 'host'), { name: hostname(), stations: [] });
  let pairings: PairingState = [];
  let advertised: Advertised | null = null;
  let problem: string | null = null;

  const bans = createBans(socketLimits.banMs, hostMs);
  const sockets = createSocketServer({ limits: socketLimits, bans, door: createDoor(strangers) });
  const gate = {
    limits: socketLimits,
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
    tls: { certPem: certificate.cert, keyPem: certificate.key },
    lanNames: [],
    doors: { loopback: createDoor(strangers), lan: createDoor(strangers) },
    handlers: {
      request: (request, response, listener) =>
        void answerRequest(request, response, listener, { ...options, ui, pair: (step, input) => pair(step, input) }),
      upgrade: (request, socket, head, listener) => sockets.upgrade(request, socket, head, listener),
    },
  });

  function isOpen(): boolean {
    return servers.lanAddresses().length > 0;
  }

  /** What the stations ask of the pairing fold over HTTPS. */
  function pair(step: 'start' | 'reveal' | 'status', input: unknown): Promise<PairReply> {
    if (!isOpen()) return reply(403, { message: 'The room is closed. Ask the operator to open it.' });
    pairings = expirePairings(pairings, hostMs());
    if (step === 'start') {
      const asked = pairStart.safeParse(input);
      if (!asked.success)
        return reply(400, {
          message: 'This is not how pairing begins. Is this station of the same version as the host?',
        });
      if (asked.data.protocol !== PROTOCOL_VERSION)
        return reply(400, {
          message: `This station speaks version ${asked.data.protocol} and the host version ${PROTOCOL_VERSION}. Install the same version on both.`,
        });
      const request = {
        pairing: randomBytes(16).toString('hex'),
        name: asked.data.name,
        commit: asked.data.commit,
        hostNonce: newNonce(),
      };
      return take(askPairing(pairings, request, hostMs()), {
        pairing: request.pairing,
        hostNonce: request.hostNonce,
        room: kept.name,
      });
    }
    const shown = pairReveal.safeParse(input);
    if (!shown.success) return reply(400, { message: 'This is not how pairing goes on.' });
    const { pairing, nonce } = shown.data;
    const request = pairings.find((one) => one.pairing === pairing);
    if (!request) return reply(200, { state: 'expired' });
    const isKept = keepsCommitment(request.commit, nonce);
    if (step === 'reveal')
      return take(
        revealPairing(pairings, pairing, nonce, isKept, pairingCode(certificate.fingerprint, request.hostNonce, nonce)),
        { state: 'waiting' },
      );
    // The nonce is the station's secret until it has its token: nobody else can fetch it.
    if (!isKept) return reply(403, { message: 'This pairing is not yours.' });
    const { state } = request;
    return reply(
      200,
      state.step === 'accepted'
        ? { state: 'accepted', token: state.token }
        : { state: state.step === 'refused' ? 'refused' : 'waiting' },
    );
  }

  function take(decision: PairingDecision, body: object): Promise<PairReply> {
    if (!decision.ok) return reply(409, { message: decision.message });
    pairings = decision.state;
    options.roomChanged();
    return reply(200, body);
  }

  async function closeRoom(): Promise<void> {
    const stopping = advertised;
    advertised = null;
    await stopping?.stop();
    await servers.setLan([]);
  }

  const room: RoomDesk = {
    view(): RoomView {
      const connected = options.connectedStations();
      return {
        open: isOpen(),
        name: kept.name,
        addresses: servers.lanAddresses().map((address) => `https://${address}:${servers.lanPort()}`),
        fingerprint: certificate.fingerprint,
        stations: kept.stations.map(({ station, name }) => ({ station, name, connected: connected.has(station) })),
        pairings: expirePairings(pairings, hostMs()).flatMap(({ pairing, name, state }) =>
          state.step === 'revealed' ? [{ pairing, name, code: state.code }] : [],
        ),
        problem,
      };
    },
    async open() {
      const problems = await servers.setLan(lanAddresses(networkInterfaces()));
      problem = isOpen()
        ? problems.join(' ') || null
        : [
            'The room could not be opened: this machine has no network address others can reach. Connect its cable, then try again.',
            ...problems,
          ].join(' ');
      const port = servers.lanPort();
      if (isOpen() && port !== null)
        advertised ??= advertise({ room: kept.name, fingerprint: certificate.fingerprint, port, log });
      options.roomChanged();
      return isOpen() || problem === null
        ? { ok: true }
        : { ok: false, error: { code: 'room/noNetwork', message: problem } };
    },
    async close() {
      await closeRoom();
      problem = null;
      options.roomChanged();
      return { ok: true };
    },
    async answerPairing(pairing, accept) {
      const request = pairings.find((one) => one.pairing === pairing);
      const token = accept ? newToken() : null;
      const decision = answerPairing(expirePairings(pairings, hostMs()), pairing, token);
      if (!decision.ok || !request)
        return {
          ok: false,
          error: { code: 'room/pairingOver', message: decision.ok ? 'This station no longer asks.' : decision.message },
        };
      if (token !== null) {
        const station = {
          station: `st-${randomBytes(4).toString('hex')}`,
          name: request.name,
          tokenHash: hashToken(token),
          pairedAt: new Date().toISOString(),
        };
        kept = { ...kept, stations: [...kept.stations, station] };
        await writeRoom(join(dataDir, 'host'), kept);
      }
      pairings = decision.state;
      options.roomChanged();
      return { ok: true };
    },
  };

  const sweep = setInterval(() => {
    stations.sweep();
    consoles.sweep();
  }, SWEEP_EVERY_MS);

  return {
    url: `http://127.0.0.1:${servers.port}`,
    port: servers.port,
    stations,
    consoles,
    room,
    pairedStation: (hash) => kept.stations.find(({ tokenHash }) => tokenHash === hash)?.station ?? null,
    async close() {
      clearInterval(sweep);
      sockets.close();
      await closeRoom();
      await servers.close();
    },
  };
}

function reply(status: number, body: object): Promise<PairReply> {
  return Promise.resolve({ status, body });
}
