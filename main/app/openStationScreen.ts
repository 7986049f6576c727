import { connect } from 'node:net';
import { type BrowserWindow, screen, session } from 'electron';
import type { StationScreen } from './createStationControl';
import type { AppPaths } from './findAppPaths';
import { stationUrl } from './listHosts';
import { openWindow } from './openWindow';
import { originOf } from './originOf';
import type { Pairing, Place } from './Pairing';
import { sealSession } from './sealSession';

const LOAD_LIMIT_MS = 8000;
const CONNECT_LIMIT_MS = 1500;
/** What Chromium wants for a certificate that it must not load. */
const REFUSED = -2;

let opened = 0;

/**
 * The page of a paired host on the whole screen, without a menu. Only the certificate that was pinned when the station was
 * paired is taken, whatever the address. Ctrl+Alt+Shift+Q takes it off the screen (`onLeave`).
 */
export async function openStationScreen(
  pairing: Pairing,
  place: Place,
  options: { paths: AppPaths; dev: boolean; beside: BrowserWindow; onLeave(): void },
): Promise<StationScreen> {
  const url = stationUrl(place, pairing.token);
  const origin = originOf(url);
  opened += 1;
  // A verdict on a certificate is kept as long as its session, so each screen has a new one, in memory only.
  const own = session.fromPartition(`station-${opened}`, { cache: false });
  const pin = `sha256/${Buffer.from(pairing.fingerprint, 'hex').toString('base64')}`;
  own.setCertificateVerifyProc(({ certificate }, decide) => decide(certificate.fingerprint === pin ? 0 : REFUSED));
  sealSession(own, () => origin);
  const { bounds } = screen.getDisplayMatching(options.beside.getBounds());
  const window = openWindow({
    kind: 'station',
    session: own,
    origin: () => origin,
    preload: null,
    devTools: options.dev,
    options: {
      ...bounds,
      title: 'Cubicle station',
      icon: options.paths.iconFile,
      show: false,
      frame: false,
      backgroundColor: '#ffffff',
    },
  });
  window.removeMenu();
  window.webContents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || !input.control || !input.alt || !input.shift || input.key.toLowerCase() !== 'q')
      return;
    event.preventDefault();
    options.onLeave();
  });
  const lost = new Promise<void>((resolve) => {
    window.webContents.once('render-process-gone', () => window.destroy());
    window.once('closed', () => resolve());
  });
  const limit = setTimeout(() => window.destroy(), LOAD_LIMIT_MS);
  try {
    await window.loadURL(url);
  } catch (cause) {
    if (!window.isDestroyed()) window.destroy();
    throw cause;
  } finally {
    clearTimeout(limit);
  }
  window.show();
  window.setKiosk(true);
  return { lost, close: () => void (window.isDestroyed() || window.destroy()) };
}

/** Whether anything listens there. */
export function isAnswering({ address, port }: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: CONNECT_LIMIT_MS });
    const settle = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true));
    socket.once('timeout', settle(false));
    socket.once('error', settle(false));
  });
}
