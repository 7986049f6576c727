const { ipcRenderer } = require('electron');

ipcRenderer.once('port', (event) => window.postMessage({ type: 'runner-port' }, '*', event.ports));
