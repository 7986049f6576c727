import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { bridgeChannels, type Desktop, type MenuCommand } from '../protocol/bridge';

contextBridge.exposeInMainWorld('cubicleDesktop', {
  kind: 'app',
  openStation: (url: string) => ipcRenderer.invoke(bridgeChannels.openStation, url),
  chooseExportFolder: (suggestedName: string) => ipcRenderer.invoke(bridgeChannels.chooseExportFolder, suggestedName),
  reveal: (folder: string) => ipcRenderer.invoke(bridgeChannels.reveal, folder),
  onMenu(listener: (command: MenuCommand) => void) {
    const pass = (_event: IpcRendererEvent, command: MenuCommand): void => listener(command);
    ipcRenderer.on(bridgeChannels.menu, pass);
    return () => void ipcRenderer.off(bridgeChannels.menu, pass);
  },
} satisfies Desktop);
