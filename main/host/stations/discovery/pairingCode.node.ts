import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes, hex: what each side of a pairing contributes. */
export function newNonce(): string {
  return randomBytes(32).toString('hex');
}

/** What the station shows before it knows the host's nonce, so that neither side can choose its nonce to suit the other's. */
export function commitTo(nonce: string): string {
  return createHash('sha256').update(Buffer.from(nonce, 'hex')).digest('hex');
}

export function keepsCommitment(commit: string, nonce: string): boolean {
  return timingSafeEqual(Buffer.from(commit, 'hex'), Buffer.from(commitTo(nonce), 'hex'));
}

/**
 * The six digits both screens show. They agree only when both sides saw the same certificate: whoever stands between them has
 * one chance in a million, since all nonces are fixed before any is known.
 * @param fingerprint SHA-256 of the host's certificate (DER), hex
 */
export function pairingCode(fingerprint: string, hostNonce: string, stationNonce: string): string {
  const key = Buffer.concat([Buffer.from(hostNonce, 'hex'), Buffer.from(stationNonce, 'hex')]);
  const digest = createHmac('sha256', key).update(Buffer.from(fingerprint, 'hex')).digest();
  // 48 bits: what modulo 10^6 adds to some codes is far below one in a million.
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}
