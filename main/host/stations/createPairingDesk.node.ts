import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { type Ack, PROTOCOL_VERSION } from '../../../protocol/message';
import { pairReveal, pairStart, type pairStarted, type PairStatus } from '../../../protocol/pairing';
import type { PairingRow } from '../../../protocol/view';
import type { PairReply } from './answerRequest.node';
import {
  answerPairing,
  askPairing,
  expirePairings,
  isPairingStopped,
  noPairings,
  type PairingDecision,
  type PairingState,
  revealPairing,
} from './decidePairing';
import { keepsCommitment, newNonce, pairingCode } from './discovery/pairingCode.node';
import { hashToken, newToken } from './newToken.node';

export type PairingDesk = {
  /** What a station asks over HTTPS. */
  pair(step: 'start' | 'reveal' | 'status', input: unknown, address: string): Promise<PairReply>;
  /** The operator has compared the codes. Resolves when the station is on the disk. */
  answer(pairing: string, accept: boolean): Promise<Ack<object>>;
  /** Stations whose code is to be compared. */
  rows(): PairingRow[];
  isStopped(): boolean;
  /** The room has been opened or closed: everything begins anew. */
  reset(): void;
  /** To be called now and then: forgets what nobody answered. */
  sweep(): void;
};

export type PairingDeskDeps = {
  isOpen(): boolean;
  /** SHA-256 of the host's certificate (DER), hex. */
  fingerprint: string;
  roomName(): string;
  /** Monotonic. */
  nowMs(): number;
  /** Keeps an accepted station; resolves when it is on the disk. */
  keepStation(name: string, tokenHash: string): Promise<void>;
  changed(): void;
};

/** The host's side of pairing (see protocol/pairing.ts): the fold, fed with draws, the clock and what comes over HTTPS. */
export function createPairingDesk(deps: PairingDeskDeps): PairingDesk {
  let state: PairingState = noPairings;

  function become(next: PairingState): void {
    if (next === state) return;
    state = next;
    deps.changed();
  }

  function take(decision: PairingDecision, body: object): PairReply {
    become(decision.state);
    return decision.ok ? { status: 200, body } : refuse(409, decision.message);
  }

  function start(input: unknown, address: string): PairReply {
    const asked = pairStart.safeParse(input);
    if (!asked.success)
      return refuse(400, 'This is not how pairing begins. Is this station of the same version as the host?');
    const { protocol, name, commit } = asked.data;
    if (protocol !== PROTOCOL_VERSION)
      return refuse(
        400,
        `This station speaks version ${protocol} and the host version ${PROTOCOL_VERSION}. Install the same version on both.`,
      );
    const request = {
      pairing: randomBytes(16).toString('hex'),
      name: cleanName(name),
      address,
      commit,
      hostNonce: newNonce(),
    };
    const started: z.infer<typeof pairStarted> = {
      pairing: request.pairing,
      hostNonce: request.hostNonce,
      room: deps.roomName(),
    };
    return take(askPairing(state, request, deps.nowMs()), started);
  }

  function goOn(step: 'reveal' | 'status', input: unknown): PairReply {
    const shown = pairReveal.safeParse(input);
    if (!shown.success) return refuse(400, 'This is not how pairing goes on.');
    const { pairing, nonce } = shown.data;
    const request = state.requests.find((one) => one.pairing === pairing);
    if (!request) return status({ state: 'expired' });
    const isKept = keepsCommitment(request.commit, nonce);
    if (step === 'reveal') {
      const waiting: PairStatus = { state: 'waiting' };
      return take(
        revealPairing(state, pairing, nonce, isKept, pairingCode(deps.fingerprint, request.hostNonce, nonce)),
        waiting,
      );
    }
    // The nonce is the station's secret until it has its token: nobody else can fetch it.
    if (!isKept) return refuse(403, 'This pairing is not yours.');
    switch (request.state.step) {
      case 'accepted':
        return status({ state: 'accepted', token: request.state.token });
      case 'refused':
      case 'broken':
        return status({ state: 'refused' });
      default:
        return status({ state: 'waiting' });
    }
  }

  return {
    async pair(step, input, address) {
      if (!deps.isOpen()) return refuse(403, 'The room is closed. Ask the operator to open it.');
      become(expirePairings(state, deps.nowMs()));
      return step === 'start' ? start(input, address) : goOn(step, input);
    },
    async answer(pairing, accept) {
      const token = accept ? newToken() : null;
      const request = state.requests.find((one) => one.pairing === pairing);
      const tried = answerPairing(state, pairing, token, deps.nowMs());
      if (!tried.ok || !request)
        return gone(tried.ok ? 'This station no longer asks. Let it ask again.' : tried.message);
      if (token !== null) await deps.keepStation(request.name, hashToken(token));
      // Others may have come or gone while the disk was written to.
      const decision = answerPairing(state, pairing, token, deps.nowMs());
      become(decision.state);
      return decision.ok ? { ok: true } : gone(decision.message);
    },
    rows: () =>
      state.requests.flatMap(({ pairing, name, state: at }) =>
        at.step === 'revealed' ? [{ pairing, name, code: at.code }] : [],
      ),
    isStopped: () => isPairingStopped(state),
    reset: () => become(noPairings),
    sweep: () => become(expirePairings(state, deps.nowMs())),
  };
}

function status(body: PairStatus): PairReply {
  return { status: 200, body };
}

function refuse(code: number, message: string): PairReply {
  return { status: code, body: { message } };
}

function gone(message: string): Ack<object> {
  return { ok: false, error: { code: 'room/pairingOver', message } };
}

/** A station's name for itself goes on the operator's screen: no control characters, nothing that turns text around. */
function cleanName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() || 'a station without a name';
}
