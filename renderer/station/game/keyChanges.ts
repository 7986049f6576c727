/** What happened to the keyboard, of the keys that mean something in this game. */
export type KeyEvent = { type: 'down' | 'up'; code: string } | { type: 'releaseAll' };
/** One key that went down or up, with every key that is down after it, in the order they were pressed. */
export type KeyChange = { code: string; down: boolean; held: string[] };

/** A message names at most this many held keys. */
const mostHeld = 20;

/**
 * The changes an event brings to the held keys: none for a repeat or for a release of what was not held, one for each held key
 * when all are let go (the window lost the keyboard, so their own releases will not be seen).
 */
export function keyChanges(held: readonly string[], event: KeyEvent): KeyChange[] {
  if (event.type === 'releaseAll')
    return held.map((code, index) => ({ code, down: false, held: held.slice(index + 1) }));
  const isHeld = held.includes(event.code);
  if (isHeld === (event.type === 'down')) return [];
  const after = isHeld ? held.filter((code) => code !== event.code) : [...held, event.code].slice(-mostHeld);
  return [{ code: event.code, down: event.type === 'down', held: after }];
}
