import { z } from 'zod';
import { PROTOCOL_VERSION } from '../../../../protocol/message';
import { pairStarted, pairStatus } from '../../../../protocol/pairing';
import { commitTo, newNonce, pairingCode } from './pairingCode.node';
import { postPinned } from './postPinned.node';

export type PairedHost = {
  token: string;
  /** SHA-256 of the certificate (DER), hex. */
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
  /** Default: 700 ms. */
  askEveryMs?: number;
};

const said = z.object({ message: z.string().max(500) });

/**
 * The station's side of pairing (see protocol/pairing.ts). Nothing is trusted before the operator has compared the codes: the
 * certificate of the first answer is the one pinned, and nothing more is said to anybody with another.
 * Rejects, in words, when the host cannot be reached, refuses, or changes its certificate meanwhile.
 */
export async function pairWithHost(options: PairOptions): Promise<PairedHost> {
  const { address, port } = options;
  const nonce = newNonce();
  let pin: string | null = null;

  async function ask<T extends z.ZodType>(
    step: string,
    body: object,
    schema: T,
  ): Promise<{ answer: z.infer<T>; fingerprint: string }> {
    if (options.signal?.aborted) throw new Error('Pairing was cancelled.');
    const { status, body: answer, fingerprint } = await postPinned({ address, port, path: `/pair/${step}`, body, pin });
    pin = fingerprint;
    if (status !== 200)
      throw new Error(said.safeParse(answer).data?.message ?? `The host answered with status ${status}.`);
    const read = schema.safeParse(answer);
    if (!read.success) throw new Error('What answers at this address is no Cubicle host of this version.');
    return { answer: read.data, fingerprint };
  }

  const { answer: started, fingerprint } = await ask(
    'start',
    { protocol: PROTOCOL_VERSION, name: options.name, commit: commitTo(nonce) },
    pairStarted,
  );
  const { pairing, hostNonce, room } = started;
  await ask('reveal', { pairing, nonce }, pairStatus);
  options.onCode(pairingCode(fingerprint, hostNonce, nonce), room);
  for (;;) {
    const { answer } = await ask('status', { pairing, nonce }, pairStatus);
    if (answer.state === 'accepted' && answer.token !== undefined) return { token: answer.token, fingerprint, room };
    if (answer.state === 'refused') throw new Error('The operator refused this station.');
    if (answer.state === 'expired')
      throw new Error('Nobody answered in time. Try again while the operator looks at the room.');
    await new Promise((resolve) => setTimeout(resolve, options.askEveryMs ?? 700));
  }
}
