import { type BrowserWindow, session } from 'electron';
import type { AppPaths } from './findAppPaths';
import { openWindow, preloadFile } from './openWindow';
import { originOf } from './originOf';
import { sealSession } from './sealSession';

export type ConsoleWindow = {
  window: BrowserWindow;
  /** Shows the console of the host at this address; does nothing when it is the one that is shown. */
  show(consoleUrl: string): void;
  /** Where the host is. */
  origin(): string;
};

/** The operator's window, with the console of the host at this address. */
export function openConsoleWindow(paths: AppPaths, dev: boolean, firstUrl: string): ConsoleWindow {
  let shownUrl = firstUrl;
  const origin = (): string => originOf(shownUrl);
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
    if (!window.isDestroyed()) load(shownUrl);
  });
  load(firstUrl);
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
