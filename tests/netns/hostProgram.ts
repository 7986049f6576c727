import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNetwork, type Network } from '../../main/host/createNetwork.node';
import { type Advertised, advertise } from '../../main/host/stations/discovery/advertise.node';
import { socketLimits } from '../../main/host/stations/SocketLimits';
import { hashToken } from '../../main/host/stations/newToken.node';
import { someView } from '../stations/someView';
import { answerCalls } from './answerCalls';

let network: Network;
let fake: Advertised | null = null;
const heard: string[] = [];

/** The network side of a host, with a host behind it that gives every paired station a seat. */
answerCalls({
  async start([folder]) {
    const dataDir = String(folder);
    for (const page of ['console', 'station']) {
      await mkdir(join(dataDir, 'ui', page), { recursive: true });
      await writeFile(join(dataDir, 'ui', page, 'index.html'), `<title>${page}</title>`);
    }
    network = await createNetwork({
      dataDir,
      uiDir: join(dataDir, 'ui'),
      port: null,
      portPatienceMs: 0,
      operatorToken: 'the-operators-own-token',
      hostMs: () => performance.now(),
      clockMs: () => performance.now(),
      limits: socketLimits,
      connectedStations: () => new Set(),
      roomChanged: () => undefined,
      log: (line) => void heard.push(line),
      studyAsset: () => Promise.resolve(null),
      cardPicture: () => Promise.resolve(null),
      takeDownload: () => null,
      stations: {
        async hello({ token = '' }) {
          const station = network.pairedStation(hashToken(token));
          if (station === null)
            return { ok: false, error: { code: 'station/unknown', message: 'Nobody knows this token.' } };
          heard.push(`hello ${station}`);
          return { ok: true, seat: 'LAB01', token, view: someView, hostMs: performance.now() };
        },
        message: () => Promise.resolve({ ok: true }),
        gone: (seat) => void heard.push(`gone ${seat}`),
        keyframe: () => Promise.resolve(null),
      },
      consoles: {
        hello: () => Promise.resolve({ ok: false, error: { code: 'test/none', message: 'no console here' } }),
        message: () => Promise.resolve({ ok: true }),
        keyframe: () => Promise.resolve(null),
      },
    });
  },
  open: () => network.room.open(),
  close: () => network.room.close(),
  view: () => network.room.view(),
  accept: ([pairing]) => network.room.answerPairing(String(pairing), true),
  heard: () => heard,
  /** Says by mDNS that somebody else's certificate is to be found here. */
  pretend([fingerprint, port, address]) {
    fake = advertise({
      room: 'Lab',
      fingerprint: String(fingerprint),
      port: Number(port),
      addresses: [String(address)],
      log: (line) => void heard.push(line),
    });
  },
  async stopPretending() {
    await fake?.stop();
  },
});
