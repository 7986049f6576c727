/** A station that asks to be let in: asked → revealed (the codes are on both screens) → accepted or refused; broken when its nonces do not fit. */
export type PairingRequest = {
  pairing: string;
  name: string;
  /** IP of the far end: one machine asks once at a time. */
  address: string;
  commit: string;
  hostNonce: string;
  /** When the request is forgotten, whatever came of it. */
  endsMs: number;
  state:
    | { step: 'asked' }
    | { step: 'revealed'; nonce: string; code: string }
    | { step: 'accepted'; nonce: string; token: string }
    | { step: 'refused' | 'broken' };
};
/** All pairings since the room was opened. `misses`: codes that differed, or nonces that were not those committed to. */
export type PairingState = { requests: readonly PairingRequest[]; misses: number };
export type PairingDecision = { ok: true; state: PairingState } | { ok: false; state: PairingState; message: string };

export const PAIRING_TTL_MS = 120_000;
export const PAIRINGS_OPEN = 8;
const PAIRING_MISSES = 3;
/** Time in which the station fetches its token. */
const FETCH_MS = 60_000;

/** The room has just been opened. */
export const noPairings: PairingState = { requests: [], misses: 0 };

/** Whether so many pairings went wrong that none is taken any more until the room is opened again. */
export function isPairingStopped(state: PairingState): boolean {
  return state.misses >= PAIRING_MISSES;
}

/** Forgets requests that are over: nobody answered in time, or the answer has long been fetched. */
export function expirePairings(state: PairingState, nowMs: number): PairingState {
  const requests = state.requests.filter(({ endsMs }) => nowMs < endsMs);
  return requests.length === state.requests.length ? state : { ...state, requests };
}

/** A station has committed to its nonce. What the same machine asked before is dropped, so nobody fills the list alone. */
export function askPairing(
  state: PairingState,
  request: Omit<PairingRequest, 'state' | 'endsMs'>,
  nowMs: number,
): PairingDecision {
  const current = expirePairings(state, nowMs);
  if (isPairingStopped(current))
    return {
      ok: false,
      state: current,
      message: `${PAIRING_MISSES} pairings went wrong, so pairing has stopped. Ask the operator to close the room and open it again.`,
    };
  if (current.requests.some(({ commit }) => commit === request.commit))
    return { ok: false, state: current, message: 'This pairing has been begun before. Begin again.' };
  const others = current.requests.filter((one) => one.address !== request.address || !isOpen(one));
  if (others.filter(isOpen).length >= PAIRINGS_OPEN)
    return { ok: false, state: current, message: 'Too many stations are asking at once. Try again in two minutes.' };
  return {
    ok: true,
    state: {
      ...current,
      requests: [...others, { ...request, endsMs: nowMs + PAIRING_TTL_MS, state: { step: 'asked' } }],
    },
  };
}

/**
 * The station shows a nonce. The one it committed to puts the code on the operator's screen, and may be shown again (the
 * answer may have been lost); another one, or one that comes too late, ends the request and counts as a miss.
 * @param isKept whether the nonce is the one committed to
 */
export function revealPairing(
  state: PairingState,
  pairing: string,
  nonce: string,
  isKept: boolean,
  code: string,
): PairingDecision {
  const request = state.requests.find((one) => one.pairing === pairing);
  if (!request) return { ok: false, state, message: 'This pairing is over. Begin again.' };
  if (isKept && request.state.step === 'revealed' && request.state.nonce === nonce) return { ok: true, state };
  if (isKept && request.state.step === 'asked')
    return { ok: true, state: replace(state, { ...request, state: { step: 'revealed', nonce, code } }) };
  const message = 'This pairing went wrong. Begin again.';
  return isOpen(request)
    ? { ok: false, state: miss(replace(state, { ...request, state: { step: 'broken' } })), message }
    : { ok: false, state, message };
}

/**
 * The operator has compared the codes.
 * @param token what the station will show from now on; null: the codes differ, or the operator does not want it
 */
export function answerPairing(
  state: PairingState,
  pairing: string,
  token: string | null,
  nowMs: number,
): PairingDecision {
  const current = expirePairings(state, nowMs);
  const request = current.requests.find((one) => one.pairing === pairing);
  if (request?.state.step !== 'revealed')
    return { ok: false, state: current, message: 'This station no longer asks. Let it ask again.' };
  const { nonce } = request.state;
  if (token === null) return { ok: true, state: miss(replace(current, { ...request, state: { step: 'refused' } })) };
  return {
    ok: true,
    state: replace(current, { ...request, endsMs: nowMs + FETCH_MS, state: { step: 'accepted', nonce, token } }),
  };
}

function isOpen({ state: { step } }: PairingRequest): boolean {
  return step === 'asked' || step === 'revealed';
}

/** The last miss that is allowed ends every open request with it. */
function miss(state: PairingState): PairingState {
  const misses = state.misses + 1;
  const requests =
    misses < PAIRING_MISSES
      ? state.requests
      : state.requests.map((one): PairingRequest => (isOpen(one) ? { ...one, state: { step: 'refused' } } : one));
  return { requests, misses };
}

function replace(state: PairingState, request: PairingRequest): PairingState {
  return { ...state, requests: state.requests.map((one) => (one.pairing === request.pairing ? request : one)) };
}
