import type { PageStorage } from './openStorage';

/** What a page was opened with: a token, or the code that is on the experimenter's screen. */
export type Credentials = { token?: string; code?: string };

/** Reads `#token=…` or `#code=…`; a fragment never reaches a server or a log. */
export function parseFragment(fragment: string): Credentials {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const token = fields.get('token');
  const code = fields.get('code');
  return { ...(token ? { token } : {}), ...(code ? { code } : {}) };
}

/** Where the token of one tab is kept: a second tab is a second seat, and a reload is the same one. */
export type TokenStore = { read(): string | null; keep(token: string): void; forget(): void };

export function createTokenStore(storage: PageStorage, key: string): TokenStore {
  return {
    read: () => storage.getItem(key),
    keep: (token) => storage.setItem(key, token),
    forget: () => storage.removeItem(key),
  };
}

/** Takes the credentials out of the address bar at once, so that nobody reads or shares them; else those this tab kept. */
export function takeCredentials(store: TokenStore): Credentials {
  const given = parseFragment(window.location.hash);
  if (window.location.hash) window.history.replaceState(null, '', window.location.pathname + window.location.search);
  if (given.token) store.keep(given.token);
  else if (given.code) store.forget();
  if (given.token || given.code) return given;
  const kept = store.read();
  return kept ? { token: kept } : {};
}
