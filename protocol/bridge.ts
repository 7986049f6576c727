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
export const menuCommands = ['exportSession', 'startSession', 'pauseSession', 'resumeSession', 'endSession', 'openRoom'] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** The local page with which a station finds and pairs with its host (app only). */
export type FoundHost = { id: string; room: string; address: string; port: number; fingerprint: string; paired: boolean };
export type PairingStep =
  | { step: 'searching' }
  | { step: 'code'; code: string; room: string }
  | { step: 'refused'; message: string }
  | { step: 'joined' };
export type PairingBridge = {
  onHosts(listener: (hosts: FoundHost[]) => void): () => void;
  onStep(listener: (step: PairingStep) => void): () => void;
  pair(target: { address: string; port: number }): Promise<void>;
  join(hostId: string): Promise<void>;
  chooseRole(role: 'host' | 'station'): Promise<void>;
  role(): Promise<'undecided' | 'station'>;
};

declare global {
  interface Window {
    cubicleDesktop?: Desktop;
    cubiclePairing?: PairingBridge;
  }
}
