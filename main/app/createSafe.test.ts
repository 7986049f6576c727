import { describe, expect, it } from 'vitest';
import { createSafe, type KeyStore } from './createSafe';

const store = (more: Partial<KeyStore> = {}): KeyStore => ({
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from([...Buffer.from(text)].reverse()),
  decryptString: (sealed) => Buffer.from([...sealed].reverse()).toString(),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...more,
});

describe('passwords of this machine', () => {
  it('come back as they were, and are not readable in between', () => {
    const safe = createSafe(store(), 'linux');
    const sealed = safe.seal('geheim ö') ?? '';
    expect(Buffer.from(sealed, 'base64').toString()).not.toContain('geheim');
    expect(safe.unseal(sealed)).toBe('geheim ö');
  });

  it('are not kept where the key is no secret, or cannot be known to be one', () => {
    const { getSelectedStorageBackend: _none, ...older } = store();
    expect(createSafe(store({ getSelectedStorageBackend: () => 'basic_text' }), 'linux').seal('x')).toBeNull();
    expect(createSafe(store({ getSelectedStorageBackend: () => 'unknown' }), 'linux').seal('x')).toBeNull();
    expect(createSafe(older, 'linux').seal('x')).toBeNull();
    expect(createSafe(older, 'darwin').seal('x')).not.toBeNull();
    expect(createSafe(store({ isEncryptionAvailable: () => false }), 'win32').seal('x')).toBeNull();
  });

  it('have to be typed in again when they cannot be read any more', () => {
    const broken = store({
      decryptString: () => {
        throw new Error('no key');
      },
    });
    expect(createSafe(broken, 'darwin').unseal('eHg=')).toBeNull();
  });
});
