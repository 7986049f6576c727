import { type BrowserWindow, session } from 'electron';
import type { AppPaths } from './findAppPaths';
import { listServedFiles } from './listServedFiles';
import { openWindow, preloadFile } from './openWindow';
import { servePrivateScheme } from './privateSchemes';
import { sealSession } from './sealSession';

const ORIGIN = 'cubicle://pairing';
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'";

/** The local page: what this machine is, and with which lab a station is paired. The only page that does not come from a host. */
export function openPairingWindow(paths: AppPaths, dev: boolean): BrowserWindow {
  const own = session.fromPartition('pairing', { cache: false });
  sealSession(own, () => ORIGIN);
  const pages = [...listServedFiles(paths.uiFolder)].filter(([path]) => /^(pairing|assets)\//.test(path));
  servePrivateScheme(own, 'cubicle', new Map(pages), contentPolicy);
  const window = openWindow({
    kind: 'pairing',
    session: own,
    origin: () => ORIGIN,
    preload: preloadFile(paths.preloadFolder, 'pairing'),
    devTools: dev,
    options: {
      title: 'Cubicle',
      width: 900,
      height: 680,
      minWidth: 640,
      minHeight: 520,
      icon: paths.iconFile,
      show: false,
    },
  });
  window.removeMenu();
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${ORIGIN}/pairing/index.html`);
  return window;
}
