import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { bridgeChannels, type PairingBridge } from '../protocol/bridge';

/** Listens to what Electron main tells about pairing, and asks it to tell everything once more. */
function watch<T>(name: string, listener: (value: T) => void): () => void {
  const pass = (_event: IpcRendererEvent, value: T): void => listener(value);
  ipcRenderer.on(name, pass);
  void ipcRenderer.invoke(bridgeChannels.watch);
  return () => void ipcRenderer.off(name, pass);
}

contextBridge.exposeInMainWorld('cubiclePairing', {
  onHosts: (listener) => watch(bridgeChannels.hosts, listener),
  onStep: (listener) => watch(bridgeChannels.step, listener),
  pair: (place) => ipcRenderer.invoke(bridgeChannels.pair, place),
  join: (hostId) => ipcRenderer.invoke(bridgeChannels.join, hostId),
  forget: (hostId) => ipcRenderer.invoke(bridgeChannels.forget, hostId),
  leave: () => ipcRenderer.invoke(bridgeChannels.leave),
  chooseRole: (role) => ipcRenderer.invoke(bridgeChannels.chooseRole, role),
  role: () => ipcRenderer.invoke(bridgeChannels.role),
} satisfies PairingBridge);
