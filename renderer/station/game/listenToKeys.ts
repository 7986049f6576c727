import type { InputLine } from './createInputLine';

/** Hears the keys with these codes (KeyboardEvent.code) until it is told to stop. Everything is let go when the window loses the keyboard. */
export function listenToKeys(codes: readonly string[], line: InputLine): () => void {
  const mapped = new Set(codes);
  const releaseAll = (): void => line.handle({ type: 'releaseAll' }, performance.now());

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!mapped.has(event.code)) return;
    // Combinations with these belong to the browser and the system, unless the study uses the key itself.
    if ((event.ctrlKey || event.metaKey || event.altKey) && !line.held().some(isModifier) && !isModifier(event.code))
      return;
    event.preventDefault();
    if (!event.repeat) line.handle({ type: 'down', code: event.code }, event.timeStamp);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    // While Meta is down macOS tells no release of other keys.
    if (event.key === 'Meta') releaseAll();
    if (!mapped.has(event.code)) return;
    event.preventDefault();
    line.handle({ type: 'up', code: event.code }, event.timeStamp);
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') releaseAll();
  };

  window.addEventListener('keydown', onKeyDown, { capture: true });
  window.addEventListener('keyup', onKeyUp, { capture: true });
  window.addEventListener('blur', releaseAll);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    releaseAll();
    window.removeEventListener('keydown', onKeyDown, { capture: true });
    window.removeEventListener('keyup', onKeyUp, { capture: true });
    window.removeEventListener('blur', releaseAll);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

const isModifier = (code: string): boolean => /^(Control|Alt|Meta)(Left|Right)$/.test(code);
