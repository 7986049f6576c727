import { join } from 'node:path';
import {
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  type Session,
  type WebContents,
  type WebFrameMain,
} from 'electron';
import { isOnOrigin } from './originOf';
import { secureWebPreferences } from './secureWebPreferences';

export type WindowKind = 'console' | 'station' | 'pairing' | 'runner';

export type WindowRequest = {
  kind: WindowKind;
  session: Session;
  /** The only origin that it may show; asked anew each time. */
  origin: () => string | null;
  /** The built preload script; a participant's window has none. */
  preload: string | null;
  devTools: boolean;
  options: Omit<BrowserWindowConstructorOptions, 'webPreferences'>;
};

type KnownWindow = { kind: WindowKind; origin: () => string | null };
const known = new Map<number, KnownWindow>();

/** Opens a window as every window of the app is opened: sandboxed, on one origin, without a way to open or to become another. */
export function openWindow({ kind, session, origin, preload, devTools, options }: WindowRequest): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
    webPreferences: { ...secureWebPreferences, session, devTools, ...(preload === null ? {} : { preload }) },
  });
  const { webContents } = window;
  const { id } = webContents;
  known.set(id, { kind, origin });
  webContents.once('destroyed', () => known.delete(id));
  return window;
}

/** For `web-contents-created`: holds any contents, known or not, to the origin of its window. */
export function guardContents(contents: WebContents): void {
  const refuseOthers = (event: { preventDefault(): void }, url: string): void => {
    const origin = known.get(contents.id)?.origin() ?? null;
    if (origin === null || !isOnOrigin(url, origin)) event.preventDefault();
  };
  contents.on('will-navigate', refuseOthers);
  contents.on('will-redirect', refuseOthers);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Whether a message comes from the main frame of a window of this kind, while it shows its own origin. */
export function isFrom(kind: WindowKind, sender: WebContents, frame: WebFrameMain | null): boolean {
  const window = known.get(sender.id);
  if (window?.kind !== kind || frame === null || frame !== sender.mainFrame) return false;
  const origin = window.origin();
  return origin !== null && isOnOrigin(frame.url, origin);
}

/** The built preload script of that name. */
export const preloadFile = (folder: string, name: 'preload' | 'pairing' | 'runner'): string =>
  join(folder, `${name}.cjs`);
