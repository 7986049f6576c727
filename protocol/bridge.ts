/** What the desktop adds to a window that a browser cannot do. A browser gets a substitute with the same shape; `kind` is for words, never for logic. */
export type Desktop = {
  kind: 'app' | 'browser';
  /** Opens a station window (app) or tab (browser) at a URL of the host. */
  openStation(url: string): Promise<void>;
  /** Native save dialog for an export folder; null when cancelled, and in a browser, where the export is a download. */
  chooseExportFolder(suggestedName: string): Promise<string | null>;
  /** Shows a finished folder in the file manager. */
  reveal(folder: string): Promise<void>;
  /** Menu commands, e.g. 'exportSession'. Returns the way to stop listening. */
  onMenu(listener: (command: MenuCommand) => void): () => void;
};
export const menuCommands = [
  'newSession',
  'exportSession',
  'exportPayments',
  'startSession',
  'pauseSession',
  'resumeSession',
  'endSession',
  'openRoom',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** Names of the messages between a window and Electron main; `menu`, `hosts` and `step` go to the window, the others come from it. */
export const bridgeChannels = {
  openStation: 'desktop:openStation',
  chooseExportFolder: 'desktop:chooseExportFolder',
  reveal: 'desktop:reveal',
  menu: 'desktop:menu',
  hosts: 'pairing:hosts',
  step: 'pairing:step',
  watch: 'pairing:watch',
  pair: 'pairing:pair',
  join: 'pairing:join',
  forget: 'pairing:forget',
  leave: 'pairing:leave',
  chooseRole: 'pairing:chooseRole',
  role: 'pairing:role',
  runnerPort: 'runner:port',
} as const;

/** The local page with which a station finds and pairs with its host (app only). */
export type FoundHost = {
  id: string;
  room: string;
  address: string;
  port: number;
  /** SHA-256 of its certificate, 64 hex digits. */
  fingerprint: string;
  paired: boolean;
  /** Whether it announces itself now; a paired host is listed even when it is away. */
  online: boolean;
};
export type PairingStep =
  | { step: 'searching' }
  | { step: 'asking'; address: string }
  | { step: 'code'; code: string; room: string }
  | { step: 'refused'; message: string }
  | { step: 'joining'; room: string }
  | { step: 'joined' };
export type PairingBridge = {
  onHosts(listener: (hosts: FoundHost[]) => void): () => void;
  onStep(listener: (step: PairingStep) => void): () => void;
  pair(target: { address: string; port: number }): Promise<void>;
  join(hostId: string): Promise<void>;
  /** Ends the pairing on this side. */
  forget(hostId: string): Promise<void>;
  /** Gives up what is under way and searches again. */
  leave(): Promise<void>;
  chooseRole(role: 'host' | 'station'): Promise<void>;
  role(): Promise<'undecided' | 'station'>;
};

declare global {
  interface Window {
    cubicleDesktop?: Desktop;
    cubiclePairing?: PairingBridge;
  }
}
