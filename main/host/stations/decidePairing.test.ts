import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerPairing,
  askPairing,
  expirePairings,
  isPairingStopped,
  noPairings,
  PAIRING_TTL_MS,
  PAIRINGS_OPEN,
  type PairingState,
  revealPairing,
} from './decidePairing';

const request = (pairing: string, address = pairing) => ({
  pairing,
  name: 'st',
  address,
  commit: `commit of ${pairing}`,
  hostNonce: 'h',
});

/** Anything that stations and the operator can do, in any order. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), id: fc.nat(20), address: fc.nat(12) }),
  fc.record({ kind: fc.constant('reveal' as const), id: fc.nat(20), isKept: fc.boolean() }),
  fc.record({ kind: fc.constant('answer' as const), id: fc.nat(20), accept: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(70_000) }),
);

describe('pairing, whatever happens', () => {
  it('gives a token only to what was revealed as committed and then accepted, in time, before three misses', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        let state: PairingState = noPairings;
        let nowMs = 0;
        const revealedMs = new Map<string, number>();
        const askedMs = new Map<string, number>();
        for (const each of happenings) {
          const before = state;
          if (each.kind === 'wait') {
            nowMs += each.ms;
            state = expirePairings(state, nowMs);
          } else if (each.kind === 'ask') {
            const decision = askPairing(state, request(`p${each.id}`, `a${each.address}`), nowMs);
            state = decision.state;
            if (decision.ok) {
              askedMs.set(`p${each.id}`, nowMs);
              revealedMs.delete(`p${each.id}`);
            }
          } else if (each.kind === 'reveal') {
            const decision = revealPairing(state, `p${each.id}`, 'n', each.isKept, '123456');
            state = decision.state;
            if (decision.ok) {
              expect(each.isKept).toBe(true);
              revealedMs.set(`p${each.id}`, nowMs);
            }
          } else {
            const id = `p${each.id}`;
            const decision = answerPairing(state, id, each.accept ? 'token' : null, nowMs);
            state = decision.state;
            if (decision.ok && each.accept) {
              expect(revealedMs.has(id)).toBe(true);
              expect(nowMs - (askedMs.get(id) ?? 0)).toBeLessThan(PAIRING_TTL_MS);
              expect(isPairingStopped(before)).toBe(false);
            }
          }
          const open = state.requests.filter(({ state: { step } }) => step === 'asked' || step === 'revealed');
          expect(open.length).toBeLessThanOrEqual(PAIRINGS_OPEN);
          expect(new Set(open.map(({ address }) => address)).size).toBe(open.length);
          if (isPairingStopped(state)) expect(open).toEqual([]);
          expect(state.misses).toBeGreaterThanOrEqual(before.misses);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a pairing', () => {
  const asked = askPairing(noPairings, request('p'), 0).state;
  const revealed = revealPairing(asked, 'p', 'n', true, '123456').state;

  it('goes from asked to revealed to accepted', () => {
    const accepted = answerPairing(revealed, 'p', 'token', 1);
    expect(accepted.ok).toBe(true);
    expect(accepted.state.requests[0]?.state).toEqual({ step: 'accepted', nonce: 'n', token: 'token' });
  });

  it('takes the same reveal twice, since its answer may have been lost', () => {
    expect(revealPairing(revealed, 'p', 'n', true, '123456')).toEqual({ ok: true, state: revealed });
  });

  it('is over after a nonce that was not committed to, or a second one', () => {
    for (const from of [asked, revealed]) {
      const broken = revealPairing(from, 'p', 'other', false, '123456');
      expect(broken).toMatchObject({ ok: false, state: { misses: 1 } });
      expect(answerPairing(broken.state, 'p', 'token', 1).ok).toBe(false);
    }
  });

  it('cannot be accepted before it is revealed, nor after two minutes', () => {
    expect(answerPairing(asked, 'p', 'token', 1).ok).toBe(false);
    expect(answerPairing(revealed, 'p', 'token', PAIRING_TTL_MS).ok).toBe(false);
  });

  it('can be fetched for a minute after it was accepted at the last moment', () => {
    const { state } = answerPairing(revealed, 'p', 'token', PAIRING_TTL_MS - 1);
    expect(expirePairings(state, PAIRING_TTL_MS + 50_000).requests).toHaveLength(1);
    expect(expirePairings(state, PAIRING_TTL_MS + 60_000).requests).toHaveLength(0);
  });

  it('takes no commitment twice', () => {
    expect(askPairing(asked, { ...request('q'), commit: 'commit of p' }, 1).ok).toBe(false);
  });
});

it('pairing stops at the third miss and takes every open request with it', () => {
  let state: PairingState = noPairings;
  for (const id of ['a', 'b', 'c']) state = askPairing(state, request(id), 0).state;
  state = revealPairing(state, 'c', 'n', true, '123456').state;
  for (const id of ['x', 'y', 'z']) {
    state = askPairing(state, request(id), 0).state;
    state = revealPairing(state, id, 'n', false, '').state;
  }
  expect(isPairingStopped(state)).toBe(true);
  expect(answerPairing(state, 'c', 'token', 0).ok).toBe(false);
  const again = askPairing(state, request('new'), 0);
  expect(again.ok ? '' : again.message).toContain('stopped');
});

it('a full list has room again when the requests run out', () => {
  let state: PairingState = noPairings;
  for (let n = 0; n < PAIRINGS_OPEN; n++) state = askPairing(state, request(`p${n}`), 0).state;
  expect(askPairing(state, request('late'), 1).ok).toBe(false);
  expect(askPairing(state, request('late'), PAIRING_TTL_MS).ok).toBe(true);
});
