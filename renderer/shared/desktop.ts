import type { Desktop } from '../../protocol/bridge';

/** What a plain browser can offer in the place of the desktop app. */
const browserSubstitute: Desktop = {
  kind: 'browser',
  openStation: (url) =>
    window.open(url, '_blank', 'popup,width=1000,height=760')
      ? Promise.resolve()
      : Promise.reject(new Error('The browser kept a new window from opening. Allow pop-ups for this page.')),
  chooseExportFolder: () => Promise.resolve(null),
  reveal: () => Promise.resolve(),
  onMenu: () => () => undefined,
};

export const desktop: Desktop = window.cubicleDesktop ?? browserSubstitute;

export type ExportTarget = { to: 'folder'; folder: string } | { to: 'download' } | { to: 'nowhere' };

/** Where an export goes: a folder that the operator chooses, a download in a browser, nowhere when they changed their mind. */
export async function chooseExportTarget(suggestedName: string): Promise<ExportTarget> {
  const folder = await desktop.chooseExportFolder(suggestedName);
  if (folder !== null) return { to: 'folder', folder };
  // A browser has no folder to offer and says null too; the contract has no third answer.
  return { to: desktop.kind === 'browser' ? 'download' : 'nowhere' };
}
