import type { StoreApi } from 'zustand/vanilla';
import type { LinkState } from './LinkState';
import type { PageStorage } from './openStorage';

const key = 'cubicle.reloaded';

/**
 * Loads the page anew when the host under it has become another version: the page that it serves by then speaks its language.
 * Once only, so that a host that disagrees with its own page is not asked for ever.
 */
export function reloadForVersion(link: StoreApi<LinkState>, storage: PageStorage, reload: () => void): void {
  link.subscribe((state) => {
    if (state.phase === 'ready') storage.removeItem(key);
    if (state.phase !== 'refused' || state.error.code !== 'protocol/mismatch' || storage.getItem(key)) return;
    storage.setItem(key, 'yes');
    reload();
  });
}
