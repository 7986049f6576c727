import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';

export type PinnedAnswer = {
  status: number;
  body: unknown;
  /** SHA-256 of the certificate the answer came with, hex. */
  fingerprint: string;
};
export type PinnedPost = {
  address: string;
  port: number;
  path: string;
  body: object;
  /** Fingerprint the far end must have, hex; null: any, it is told with the answer. */
  pin: string | null;
};

const answerWithinMs = 5_000;
const answerBytes = 64 * 1024;

/** The far end is not who it was. */
class WrongPin extends Error {}

/**
 * One POST over TLS to a host whose certificate no authority knows. The fingerprint is compared before a byte of the request
 * leaves. Rejects in words; with WrongPin when the certificate is another one.
 */
export async function postPinned(post: PinnedPost): Promise<PinnedAnswer> {
  const where = `${post.address}:${post.port}`;
  let socket: TLSSocket | null = null;
  const timer = setTimeout(() => socket?.destroy(new Error('no answer in time')), answerWithinMs);
  try {
    // The certificate is the host's own: what vouches for it is the code both screens show, not an authority.
    socket = connect({ host: post.address, port: post.port, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
    const fingerprint = await handshake(socket);
    if (post.pin !== null && fingerprint !== post.pin)
      throw new WrongPin(
        `${where} showed another certificate than before. Somebody may be in between: tell the person who looks after the network.`,
      );
    return { ...(await exchange(socket, post)), fingerprint };
  } catch (error) {
    if (error instanceof WrongPin) throw error;
    throw new Error(
      `${where} cannot be reached (${error instanceof Error ? error.message : String(error)}). Is the room open, and this machine on the same network?`,
    );
  } finally {
    clearTimeout(timer);
    socket?.destroy();
  }
}

function handshake(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the line was closed')));
    socket.once('secureConnect', () =>
      resolve(createHash('sha256').update(socket.getPeerCertificate().raw).digest('hex')),
    );
  });
}

function exchange(
  socket: TLSSocket,
  { address, port, path, body }: PinnedPost,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = {
      Host: `${address}:${port}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      Connection: 'close',
    };
    const asked = request({ createConnection: () => socket, method: 'POST', path, headers }, (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > answerBytes) socket.destroy(new Error('the answer does not end'));
        else pieces.push(piece);
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
          resolve({ status: response.statusCode ?? 0, body: value });
        } catch {
          reject(new Error('what answers there is no Cubicle host'));
        }
      });
    });
    asked.on('error', reject);
    asked.end(text);
  });
}
