import { createHash } from 'node:crypto';
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { z } from 'zod';
import { PROTOCOL_VERSION } from '../../../../protocol/message';
import { pairStarted, pairStatus } from '../../../../protocol/pairing';
import { commitTo, newNonce, pairingCode } from './pairingCode.node';

export type PairedHost = {
  token: string /** SHA-256 of the certificate (DER), hex. */;
  fingerprint: string;
  room: string;
};
export type PairOptions = {
  address: string;
  port: number;
  /** What the operator sees this station as. */
  name: string;
  /** Shown to the person at the station, to be compared with the operator's screen. */
  onCode(code: string, room: string): void;
  /** Ends the attempt. */
  signal?: AbortSignal;
};

const ASK_EVERY_MS = 700;
const ANSWER_WITHIN_MS = 5_000;

/**
 * The station's side of pairing (see protocol/pairing.ts). Nothing is trusted before the operator has compared the codes: the
 * certificate of the first answer is the one pinned, and every later answer must come with the same.
 * Rejects, in words, when the host cannot be reached, refuses, or changes its certificate meanwhile.
 */
export async function pairWithHost(options: PairOptions): Promise<PairedHost> {
  const nonce = newNonce();
  let fingerprint: string | null = null;

  async function ask<T extends z.ZodType>(step: string, body: object, schema: T): Promise<z.infer<T>> {
    const answer = await postJson(options, `/pair/${step}`, body);
    if (fingerprint !== null && answer.fingerprint !== fingerprint)
      throw new Error(
        'The host showed another certificate than before. Somebody may be in between: tell the person who looks after the network.',
      );
    fingerprint = answer.fingerprint;
    const { message } = answer.body as { message?: unknown };
    if (answer.status !== 200)
      throw new Error(typeof message === 'string' ? message : `The host answered with status ${answer.status}.`);
    const read = schema.safeParse(answer.body);
    if (!read.success) throw new Error('What answers at this address is no Cubicle host of this version.');
    return read.data;
  }

  const started = await ask(
    'start',
    { protocol: PROTOCOL_VERSION, name: options.name, commit: commitTo(nonce) },
    pairStarted,
  );
  await ask('reveal', { pairing: started.pairing, nonce }, pairStatus);
  if (fingerprint === null) throw new Error('The host showed no certificate.');
  options.onCode(pairingCode(fingerprint, started.hostNonce, nonce), started.room);
  for (;;) {
    if (options.signal?.aborted) throw new Error('Pairing was cancelled.');
    const status = await ask('status', { pairing: started.pairing, nonce }, pairStatus);
    if (status.state === 'accepted' && status.token !== undefined)
      return { token: status.token, fingerprint, room: started.room };
    if (status.state === 'refused') throw new Error('The operator refused this station.');
    if (status.state === 'expired')
      throw new Error('Nobody answered in time. Try again while the operator looks at the room.');
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

type JsonAnswer = { status: number; body: unknown; fingerprint: string };

function postJson({ address, port }: PairOptions, path: string, body: object): Promise<JsonAnswer> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const asked = request(
      {
        host: address,
        port,
        path,
        method: 'POST',
        // The certificate is the host's own: it is pinned by the code both screens show, not by an authority.
        rejectUnauthorized: false,
        agent: false,
        timeout: ANSWER_WITHIN_MS,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) },
      },
      (response) => {
        const certificate = (response.socket as TLSSocket).getPeerCertificate();
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => {
          try {
            const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
            resolve({
              status: response.statusCode ?? 0,
              body: value,
              fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
            });
          } catch {
            reject(new Error(`What answers at ${address}:${port} is no Cubicle host.`));
          }
        });
        response.on('error', reject);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) =>
      reject(
        new Error(
          `${address}:${port} cannot be reached (${error.message}). Is the room open, and this machine on the same network?`,
        ),
      ),
    );
    asked.end(text);
  });
}
