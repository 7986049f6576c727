import type { AppToHost, HostToApp, Vault } from '../../protocol/process';
import type { ParentPort } from './createAppHelpers.node';

/** Passwords in the app: only Electron main reaches the operating system's key store. */
export function createAppVault(parentPort: ParentPort): Vault {
  const waiting = new Map<number, (text: string | null) => void>();
  let lastId = 0;
  parentPort.on('message', ({ data }) => {
    const message = data as AppToHost;
    if (message.type !== 'secret') return;
    waiting.get(message.id)?.(message.text);
    waiting.delete(message.id);
  });
  const ask = (message: (id: number) => HostToApp): Promise<string | null> =>
    new Promise((resolve) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      parentPort.postMessage(message(id));
    });
  return {
    seal: (text) => ask((id) => ({ type: 'seal', id, text })),
    unseal: (sealed) => ask((id) => ({ type: 'unseal', id, sealed })),
  };
}
