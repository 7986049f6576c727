import { randomBytes } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import type { Ack } from '../../../protocol/message';
import type { RoomView } from '../../../protocol/view';
import { createPairingDesk, type PairingDesk } from './createPairingDesk.node';
import type { Servers } from './createServers.node';
import { type Advertised, type Advertisement, advertise } from './discovery/advertise.node';
import { type Interfaces, lanAddresses } from './discovery/lanAddresses';
import type { HostCertificate } from './makeCertificate.node';
import { readRoom, writeRoom } from './roomFile.node';

/** The room as the LAN sees it: open or not, where, who is paired, and who asks to be. */
export type Room = {
  view(): RoomView;
  open(): Promise<Ack<object>>;
  close(): Promise<Ack<object>>;
  /** Opens it when the host ended last time without closing it: the stations it let in look for it where it was. */
  reopen(): Promise<void>;
  answerPairing(pairing: string, accept: boolean): Promise<Ack<object>>;
  pair: PairingDesk['pair'];
  /** Id of the paired station whose token has this hash, or null. */
  pairedStation(tokenHash: string): string | null;
  /** To be called every second or two: follows the machine's addresses, and forgets pairings nobody answered. */
  sweep(): void;
};

export type RoomOptions = {
  /** Where the room is kept. */
  folder: string;
  certificate: HostCertificate;
  servers: Pick<Servers, 'setLan' | 'lanPort' | 'lanAddresses'>;
  nowMs(): number;
  /** Ids of the paired stations that are connected now. */
  connectedStations(): ReadonlySet<string>;
  changed(): void;
  log(line: string): void;
  /** Default: this machine's. */
  interfaces?(): Interfaces;
  /** Default: over mDNS. */
  advertise?(advertisement: Advertisement): Advertised;
};

export async function createRoom(options: RoomOptions): Promise<Room> {
  const { folder, certificate, servers, log } = options;
  let kept = await readRoom(folder, { name: hostname(), stations: [] });
  let isOpen = false;
  let problem: string | null = null;
  let advertised: Advertised | null = null;
  let followed = '';
  let last: Promise<void> = Promise.resolve();

  const desk = createPairingDesk({
    isOpen: () => isOpen,
    fingerprint: certificate.fingerprint,
    roomName: () => kept.name,
    nowMs: options.nowMs,
    async keepStation(name, tokenHash) {
      const station = {
        station: `st-${randomBytes(4).toString('hex')}`,
        name,
        tokenHash,
        pairedAt: new Date().toISOString(),
      };
      const next = { ...kept, stations: [...kept.stations, station] };
      await writeRoom(folder, next);
      kept = next;
    },
    changed: options.changed,
  });

  const currentAddresses = () => lanAddresses((options.interfaces ?? networkInterfaces)());

  /** Makes listeners and advertisement what the room and the machine's addresses say; one change after the other. */
  function follow(): Promise<void> {
    const change = async () => {
      const addresses = isOpen ? currentAddresses() : [];
      followed = addresses.join();
      await advertised?.stop();
      advertised = null;
      const problems = await servers.setLan(addresses);
      const port = servers.lanPort();
      const reached = servers.lanAddresses();
      if (isOpen && port !== null)
        advertised = (options.advertise ?? advertise)({
          room: kept.name,
          fingerprint: certificate.fingerprint,
          port,
          addresses: reached,
          log,
        });
      const cut =
        isOpen && addresses.length === 0
          ? ['This machine has no network address others can reach. Connect its cable or its wireless network.']
          : [];
      problem = [...cut, ...problems].join(' ') || null;
      options.changed();
    };
    last = last.catch(() => undefined).then(change);
    return last;
  }

  /** What is kept is only for the next start: a disk that is full does not keep the room shut. */
  async function keepOpen(open: boolean): Promise<void> {
    if ((kept.open ?? false) === open) return;
    kept = { ...kept, open };
    await writeRoom(folder, kept).catch((error: unknown) =>
      log(`room: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  async function open(): Promise<Ack<object>> {
    if (!isOpen) desk.reset();
    isOpen = true;
    await follow();
    if (servers.lanAddresses().length > 0) {
      await keepOpen(true);
      return { ok: true };
    }
    const message = `The room could not be opened. ${problem ?? ''}`.trim();
    isOpen = false;
    await follow();
    return { ok: false, error: { code: 'room/noNetwork', message } };
  }

  return {
    view() {
      const connected = options.connectedStations();
      const stopped = desk.isStopped()
        ? 'Three pairings did not match, so pairing has stopped. Close the room and open it again to pair.'
        : null;
      return {
        open: isOpen,
        name: kept.name,
        addresses: servers.lanAddresses().map((address) => `https://${address}:${servers.lanPort()}`),
        fingerprint: certificate.fingerprint,
        stations: kept.stations.map(({ station, name }) => ({ station, name, connected: connected.has(station) })),
        pairings: desk.rows(),
        problem: problem ?? stopped,
      };
    },
    open,
    async reopen() {
      if (isOpen || !kept.open) return;
      const opened = await open();
      if (!opened.ok) log(`room: ${opened.error.message}`);
    },
    async close() {
      isOpen = false;
      desk.reset();
      await follow();
      await keepOpen(false);
      return { ok: true };
    },
    answerPairing: (pairing, accept) => desk.answer(pairing, accept),
    pair: desk.pair,
    pairedStation: (hash) => kept.stations.find(({ tokenHash }) => tokenHash === hash)?.station ?? null,
    sweep() {
      desk.sweep();
      if (isOpen && currentAddresses().join() !== followed)
        follow().catch((error: unknown) => log(`room: ${error instanceof Error ? error.message : String(error)}`));
    },
  };
}
