import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { commitTo, keepsCommitment, newNonce, pairingCode } from './pairingCode.node';

/** The same 32 bytes at every run. */
const drawn = (text: string) => createHash('sha256').update(text).digest('hex');

it('is the same on both sides, and another one for another certificate or nonce', () => {
  const [fingerprint, host, station] = ['f', 'h', 's'].map(drawn) as [string, string, string];
  const code = pairingCode(fingerprint, host, station);
  expect(code).toMatch(/^\d{6}$/);
  expect(pairingCode(fingerprint, host, station)).toBe(code);
  for (const other of [
    pairingCode(drawn('g'), host, station),
    pairingCode(fingerprint, drawn('i'), station),
    pairingCode(fingerprint, host, drawn('t')),
    pairingCode(fingerprint, station, host),
  ])
    expect(other).not.toBe(code);
});

it('is as likely to be one number as another', () => {
  const tenths = new Array<number>(10).fill(0);
  for (let n = 0; n < 20_000; n++) {
    const first = Number(pairingCode(drawn('f'), drawn(`h${n}`), drawn(`s${n}`))[0]);
    tenths[first] = (tenths[first] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
});

it('is matched by somebody in between no more often than chance, in 10,000 runs', () => {
  let equal = 0;
  for (let n = 0; n < 10_000; n++) {
    // He meets the station with a nonce of his choice and the host with another, both fixed before he knows theirs.
    const atStation = pairingCode(drawn('his certificate'), drawn(`his host ${n}`), drawn(`station ${n}`));
    const atHost = pairingCode(drawn('the host'), drawn(`host ${n}`), drawn(`his station ${n}`));
    if (atStation === atHost) equal += 1;
  }
  expect(equal).toBeLessThanOrEqual(1);
});

it('a commitment is kept by its own nonce only', () => {
  const nonce = newNonce();
  expect(nonce).toMatch(/^[0-9a-f]{64}$/);
  expect(keepsCommitment(commitTo(nonce), nonce)).toBe(true);
  expect(keepsCommitment(commitTo(nonce), newNonce())).toBe(false);
});
