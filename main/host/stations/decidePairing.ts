/** Stations that ask to be let in, as a fold: asked → revealed (the codes are on both screens) → accepted, refused or expired. */
export type PairingRequest = {
  pairing: string;
  name: string;
  commit: string;
  hostNonce: string;
  askedMs: number;
  state:
    | { step: 'asked' }
    | { step: 'revealed'; nonce: string; code: string }
    | { step: 'accepted'; nonce: string; token: string }
    | { step: 'refused' };
};
export type PairingState = readonly PairingRequest[];

export const PAIRING_TTL_MS = 120_000;
export const PAIRINGS_OPEN = 8;

export type PairingDecision = { ok: true; state: PairingState } | { ok: false; message: string };

/** Forgets requests that are over: nobody answered in time, or the answer has long been fetched. */
export function expirePairings(state: PairingState, nowMs: number): PairingState {
  return state.filter((one) => nowMs - one.askedMs < PAIRING_TTL_MS);
}

export function askPairing(
  state: PairingState,
  request: Omit<PairingRequest, 'state' | 'askedMs'>,
  nowMs: number,
): PairingDecision {
  const open = expirePairings(state, nowMs);
  if (open.filter(({ state: { step } }) => step === 'asked' || step === 'revealed').length >= PAIRINGS_OPEN)
    return { ok: false, message: 'Too many stations are asking at once. Try again in two minutes.' };
  return { ok: true, state: [...open, { ...request, askedMs: nowMs, state: { step: 'asked' } }] };
}

/** The station shows the nonce it committed to; a second showing, or another nonce, ends the request. */
export function revealPairing(
  state: PairingState,
  pairing: string,
  nonce: string,
  isKept: boolean,
  code: string,
): PairingDecision {
  const request = state.find((one) => one.pairing === pairing);
  if (!request) return { ok: false, message: 'This pairing is over. Begin again.' };
  if (request.state.step !== 'asked' || !isKept) return { ok: false, message: 'This pairing went wrong. Begin again.' };
  return { ok: true, state: replace(state, { ...request, state: { step: 'revealed', nonce, code } }) };
}

/** The operator has compared the codes. */
export function answerPairing(state: PairingState, pairing: string, token: string | null): PairingDecision {
  const request = state.find((one) => one.pairing === pairing);
  if (request?.state.step !== 'revealed')
    return { ok: false, message: 'This station no longer asks. Let it ask again.' };
  const { nonce } = request.state;
  return {
    ok: true,
    state: replace(state, {
      ...request,
      state: token === null ? { step: 'refused' } : { step: 'accepted', nonce, token },
    }),
  };
}

function replace(state: PairingState, request: PairingRequest): PairingState {
  return state.map((one) => (one.pairing === request.pairing ? request : one));
}
