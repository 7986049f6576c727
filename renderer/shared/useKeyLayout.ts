import { useEffect, useState } from 'react';
import type { KeyLayout } from './keyLabel';

type KeyboardApi = { getLayoutMap(): Promise<KeyLayout> };
const keyboard: KeyboardApi | undefined = 'keyboard' in navigator ? (navigator.keyboard as KeyboardApi) : undefined;

/** The participant's keyboard layout; undefined until it is known, and where the browser does not tell. */
export function useKeyLayout(): KeyLayout | undefined {
  const [layout, setLayout] = useState<KeyLayout>();
  useEffect(() => {
    let current = true;
    keyboard?.getLayoutMap().then(
      (map) => current && setLayout(map),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, []);
  return layout;
}
