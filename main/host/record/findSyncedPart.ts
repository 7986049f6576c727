const syncedName = /^(onedrive|dropbox|google ?drive|icloud ?drive|com~apple~clouddocs|nextcloud|owncloud|box sync)\b/i;

/**
 * The part of a path that belongs to a program which copies files to a cloud, or null. Such a program replaces and locks
 * files while they are being written, and a journal does not survive that.
 */
export function findSyncedPart(path: string): string | null {
  return path.split(/[\\/]+/).find((part) => syncedName.test(part)) ?? null;
}
