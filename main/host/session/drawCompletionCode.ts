import type { SessionState } from './SessionState';

/** Letters and digits that cannot be taken for one another when read out or copied by hand. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 8;
const TRIES = 50;

/** A code nobody else in the session has, drawn from `draw` (uniform in [0, 1)). */
export const drawCompletionCode = (state: SessionState, draw: () => number): string => {
  const taken = new Set(state.participants.map(({ place }) => (place.at === 'finished' ? place.completionCode : null)));
  let code = drawCode(draw);
  for (let tries = 1; taken.has(code) && tries < TRIES; tries++) code = drawCode(draw);
  return code;
};

const drawCode = (draw: () => number): string =>
  Array.from({ length: LENGTH }, () => ALPHABET.charAt(Math.floor(draw() * ALPHABET.length))).join('');
