import type { SyncSettings } from '../../../protocol/sync';
import { createFileTarget } from './createFileTarget';
import { openFolderStore } from './openFolderStore.node';
import { SendError } from './SendError';
import type { Target } from './Target';

/** Whether there is a password that goes with these settings. */
export const needsSecret = (settings: SyncSettings): boolean => settings.kind !== 'folder';

/** Opens a target by its settings; the library it needs is loaded only here. Rejects with a SendError. */
export async function openTarget(settings: SyncSettings, secret: string | null): Promise<Target> {
  if (settings.kind === 'folder') return createFileTarget(openFolderStore(settings.path));
  if (secret === null) throw new SendError('stop', 'sync/noPassword', 'The password is missing. Type it in.');
  switch (settings.kind) {
    case 'webdav': {
      const { openWebdavStore } = await import('./openWebdavStore.node');
      return createFileTarget(openWebdavStore(settings, secret));
    }
    case 's3': {
      const { openS3Store } = await import('./openS3Store.node');
      return createFileTarget(openS3Store(settings, secret));
    }
    case 'postgres': {
      const { openPostgresTarget } = await import('./openPostgresTarget.node');
      return openPostgresTarget(settings, secret);
    }
  }
}
