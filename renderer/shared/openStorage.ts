/** What pages need of a browser's storage. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A browser's storage. One that forbids it, or whose room is used up, must not cost a participant the page: then what is kept
 * lasts as long as the page does.
 */
export function openStorage(open: () => Storage): PageStorage {
  const storage = attempt(open);
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? attempt(() => storage?.getItem(key)) ?? null,
    setItem(key, value) {
      const isStored = storage !== null && attempt(() => (storage.setItem(key, value), true));
      if (isStored) kept.delete(key);
      else kept.set(key, value);
    },
    removeItem(key) {
      kept.delete(key);
      attempt(() => storage?.removeItem(key));
    },
  };
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

/** Of this tab: a second tab is somebody else. */
export const tabStorage = openStorage(() => window.sessionStorage);
/** Of this browser on this machine. */
export const browserStorage = openStorage(() => window.localStorage);
