import { type BrowserWindow, session } from 'electron';
import type { AppPaths } from './findAppPaths';
import { openWindow, preloadFile } from './openWindow';
import { originOf } from './originOf';
import { sealSession } from './sealSession';

export type ConsoleWindow = {
  window: BrowserWindow;
  /** Shows the console of the host at this address; does nothing when it is the one that is shown. */
  show(consoleUrl: string): void;
  /** Where the host is, null before it was there. */
  origin(): string | null;
};

/** The operator's window. It waits empty until the host says where its console is. */
export function openConsoleWindow(paths: AppPaths, dev: boolean): ConsoleWindow {
  let shownUrl: string | null = null;
  const origin = (): string | null => (shownUrl === null ? null : originOf(shownUrl));
  const own = session.fromPartition('console', { cache: false });
  sealSession(own, origin);
  const window = openWindow({
    kind: 'console',
    session: own,
    origin,
    preload: preloadFile(paths.preloadFolder, 'preload'),
    devTools: dev,
    options: {
      title: 'Cubicle',
      width: 1280,
      height: 860,
      minWidth: 900,
      minHeight: 600,
      icon: paths.iconFile,
      show: false,
    },
  });
  const { webContents } = window;
  window.once('ready-to-show', () => window.show());
  // A host that died while the page was loading is back within a moment; the page itself waits for it from then on.
  const load = (url: string): void => {
    webContents.loadURL(url).catch(() => {
      setTimeout(() => {
        if (!window.isDestroyed() && url === shownUrl) load(url);
      }, 500);
    });
  };
  webContents.on('render-process-gone', () => {
    if (shownUrl !== null && !window.isDestroyed()) load(shownUrl);
  });
  return {
    window,
    show(consoleUrl) {
      if (consoleUrl === shownUrl) return;
      shownUrl = consoleUrl;
      load(consoleUrl);
    },
    origin,
  };
}
