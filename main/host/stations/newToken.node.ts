import { createHash, randomBytes, randomInt } from 'node:crypto';

/** No 0/O, 1/I/L, 5/S, 2/Z, 8/B, U/V: what is read aloud or off a screen must not be mistaken. */
const alphabet = 'ACDEFGHJKMNPQRTWXY34679';

/** A secret nobody can guess: 32 random bytes as base64url (43 characters). */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: its SHA-256 in hex. A token has 256 random bits, so no salt is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A code for people to read and type, of `length` characters from an alphabet without look-alikes. */
function newCode(length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** The code on the experimenter's screen with which a browser joins a session. */
export function newJoinCode(): string {
  return newCode(6);
}

/** The anonymous code of a participant. */
export function newParticipantCode(): string {
  return newCode(8);
}
