import { get } from 'node:http';
import { hostname } from 'node:os';
import { connect } from 'node:tls';
import { io, type Socket } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import { type AdvertisedHost, findHosts, type HostSearch } from '../../main/host/stations/discovery/findHosts.node';
import { type PairedHost, pairWithHost } from '../../main/host/stations/discovery/pairWithHost.node';
import { PROTOCOL_VERSION } from '../../protocol/message';
import { answerCalls } from './answerCalls';

let search: HostSearch | null = null;
let hosts: AdvertisedHost[] = [];
let code: string | null = null;
let pairing: Promise<PairedHost> | null = null;
let socket: Socket | null = null;
const happened: { what: string; atMs: number }[] = [];
const note = (what: string) => void happened.push({ what, atMs: performance.now() });

/** A station without a screen: it finds, pairs and connects as the app does. */
answerCalls({
  search() {
    search = findHosts(
      (list) => (hosts = list),
      (line) => note(line),
    );
  },
  stopSearch: () => search?.stop(),
  hosts: () => hosts,
  pair([address, port]) {
    pairing = pairWithHost({
      address: String(address),
      port: Number(port),
      name: hostname().slice(0, 60),
      onCode: (shown) => (code = shown),
    });
    pairing.catch(() => undefined);
  },
  code: () => code,
  paired: () => pairing,
  /** Connects to a host whose certificate must be the pinned one, and says hello at every connection. */
  join([address, port, pem, token]) {
    // A certificate that is its own authority is accepted if it is that very one.
    const client = io(`https://${String(address)}:${Number(port)}/station`, {
      parser,
      transports: ['websocket'],
      ca: String(pem),
      ...{ checkServerIdentity: () => undefined },
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      timeout: 1_000,
    });
    socket = client;
    client.on('connect', () =>
      client.emit('station:hello', { protocol: PROTOCOL_VERSION, token }, (ack: { ok: boolean }) =>
        note(ack.ok ? 'seated' : 'refused'),
      ),
    );
    client.on('disconnect', (reason) => note(`lost: ${reason}`));
    client.on('connect_error', (error) => note(`error: ${describe(error)}`));
  },
  leave: () => void socket?.disconnect(),
  happened: () => happened,
  now: () => performance.now(),
  /** The certificate shown at an address, as PEM. */
  certificate: ([address, port]) =>
    new Promise((resolve, reject) => {
      const line = connect({ host: String(address), port: Number(port), rejectUnauthorized: false }, () => {
        const base64 =
          line
            .getPeerCertificate()
            .raw.toString('base64')
            .match(/.{1,64}/g) ?? [];
        line.destroy();
        resolve(['-----BEGIN CERTIFICATE-----', ...base64, '-----END CERTIFICATE-----', ''].join('\n'));
      });
      line.on('error', reject);
    }),
  /** What plain HTTP says at an address: a status, or the error. */
  plain: ([address, port]) =>
    new Promise((resolve) => {
      get({ host: String(address), port: Number(port), path: '/console/', timeout: 2_000 }, (response) => {
        response.resume();
        resolve(String(response.statusCode));
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    }),
});

function describe(error: Error & { description?: unknown }): string {
  const cause: unknown =
    typeof error.description === 'object' && error.description !== null
      ? Reflect.get(error.description, 'message')
      : undefined;
  return typeof cause === 'string' ? cause : error.message;
}
