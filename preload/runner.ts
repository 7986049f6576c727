import { ipcRenderer } from 'electron';
import { bridgeChannels } from '../protocol/bridge';

// The one thing that enters the window of an interpreter: its message port, once, on to the page's own script.
ipcRenderer.once(bridgeChannels.runnerPort, (event) => {
  window.postMessage({ type: 'runner-port' }, location.origin, event.ports);
});
