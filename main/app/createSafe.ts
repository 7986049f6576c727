/** Electron's `safeStorage`, as much of it as is used. */
export type KeyStore = {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  /** Linux only, and not in every version of Electron. */
  getSelectedStorageBackend?(): string;
};

export type Safe = { seal(text: string): string | null; unseal(sealed: string): string | null };

/**
 * Encrypts passwords with the operating system's key store. Where Linux has none, Electron would use a key that is the same on
 * every machine: then nothing is kept, and the operator is asked each time.
 */
export function createSafe(store: KeyStore, platform: NodeJS.Platform): Safe {
  function isWorthTheName(): boolean {
    if (!store.isEncryptionAvailable()) return false;
    if (platform !== 'linux') return true;
    const backend = store.getSelectedStorageBackend?.() ?? 'unknown';
    return backend !== 'basic_text' && backend !== 'unknown';
  }
  return {
    seal: (text) => (isWorthTheName() ? store.encryptString(text).toString('base64') : null),
    unseal(sealed) {
      try {
        return isWorthTheName() ? store.decryptString(Buffer.from(sealed, 'base64')) : null;
      } catch {
        // Another user's, another machine's, or the key was renewed: the operator types it in again.
        return null;
      }
    },
  };
}
