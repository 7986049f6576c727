import { type BrowserWindow, screen, session } from 'electron';
import type { AppPaths } from './findAppPaths';
import { openWindow } from './openWindow';
import { isOnOrigin } from './originOf';
import { sealSession } from './sealSession';
import { tileWindows } from './tileWindows';

export type DemoStations = {
  /** Opens one more window for a participant on this machine. Throws in words when the address is not a station's. */
  open(url: string): Promise<void>;
};

/**
 * Station windows on the lab's own machine, for trying a study: side by side, each with a session of its own, as if it were a
 * machine of its own. They have no way to the desktop: what a participant sees is a page, here as in the room.
 */
export function createDemoStations(deps: {
  paths: AppPaths;
  dev: boolean;
  hostOrigin: () => string | null;
  display: () => Electron.Display;
}): DemoStations {
  const windows: BrowserWindow[] = [];
  let opened = 0;

  function arrange(): void {
    const places = tileWindows(deps.display().workArea, windows.length);
    for (const [index, window] of windows.entries()) {
      const place = places[index];
      if (place) window.setBounds(place);
    }
  }

  return {
    async open(url) {
      const origin = deps.hostOrigin();
      if (origin === null || !isOnOrigin(url, origin) || !new URL(url).pathname.startsWith('/station/')) {
        throw new Error('This is not the address of a station of this lab.');
      }
      opened += 1;
      const own = session.fromPartition(`demo-${opened}`, { cache: false });
      sealSession(own, deps.hostOrigin);
      const window = openWindow({
        kind: 'station',
        session: own,
        origin: deps.hostOrigin,
        preload: null,
        devTools: deps.dev,
        options: { title: 'Cubicle station', icon: deps.paths.iconFile, show: false, minWidth: 400, minHeight: 300 },
      });
      window.removeMenu();
      windows.push(window);
      window.once('closed', () => void windows.splice(windows.indexOf(window), 1));
      window.webContents.on('render-process-gone', () => {
        if (!window.isDestroyed()) void window.loadURL(url);
      });
      arrange();
      await window.loadURL(url);
      window.show();
    },
  };
}

/** The display on which a window mostly is; without a window, the first one. */
export const displayOf = (window: BrowserWindow | undefined): Electron.Display =>
  window === undefined ? screen.getPrimaryDisplay() : screen.getDisplayMatching(window.getBounds());
