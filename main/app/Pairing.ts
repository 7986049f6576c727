import { z } from 'zod';

/** A host that this station is paired with; kept, the last used one first. */
export const pairing = z.object({
  /** SHA-256 of its certificate, 64 hex digits: who it is, wherever it is. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  room: z.string(),
  token: z.string().min(16),
  /** Where it was when it was joined last. */
  address: z.string(),
  port: z.number().int(),
});
export type Pairing = z.infer<typeof pairing>;
export const pairings = z.array(pairing);

/** A host that announces itself in the network. A hint only: whether it is the one it says is shown by its certificate. */
export type SeenHost = { fingerprint: string; room: string; address: string; port: number };

export type Place = { address: string; port: number };
