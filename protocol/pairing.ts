import { z } from 'zod';

/**
 * Pairing a station app with a host, over the host's TLS port before anything is trusted.
 * 1. POST /pair/start: the station commits to its nonce. 2. The host answers with its own nonce. 3. POST /pair/reveal: the station
 * shows its nonce. Both compute the six digits from the certificate fingerprint each of them sees and both nonces, and show
 * them; the operator compares and accepts. 4. POST /pair/status, with the nonce as proof, gives the station its token. The
 * commitment keeps a relay in the middle from searching for nonces that make the two codes equal (as in
 * short-authentication-string protocols, RFC 6189 §4.4).
 */
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
export const pairStart = z.strictObject({ protocol: z.number().int(), name: z.string().min(1).max(60), commit: hex32 });
export const pairStarted = z.object({ pairing: z.string(), hostNonce: hex32, room: z.string() });
export const pairReveal = z.strictObject({ pairing: z.string().max(100), nonce: hex32 });
export const pairStatus = z.object({
  state: z.enum(['waiting', 'accepted', 'refused', 'expired']),
  token: z.string().optional(),
});
export type PairStatus = z.infer<typeof pairStatus>;

/** TXT record of the host's mDNS service `_cubicle._tcp`: a hint only; identity is the pinned fingerprint. */
export const advertisement = z.object({ v: z.string(), room: z.string(), fp: z.string() });
export const SERVICE_TYPE = 'cubicle';
