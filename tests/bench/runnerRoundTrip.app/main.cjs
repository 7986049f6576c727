// The Electron side of the measurement: the same kinds of processes and ports that the app uses for its runners.
const { app, BrowserWindow, MessageChannelMain, protocol, utilityProcess } = require('electron');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { ROUND_TRIP_KIND: kind, ROUND_TRIP_SECONDS: seconds, ROUND_TRIP_HZ: hz } = process.env;
const types = { html: 'text/html', js: 'text/javascript' };
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

protocol.registerSchemesAsPrivileged([
  { scheme: 'runner', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.disableHardwareAcceleration();

function startHiddenRenderer() {
  protocol.registerBufferProtocol('runner', (request, answer) => {
    const name = new URL(request.url).pathname.slice(1);
    if (!/^echo\.(html|page\.js|worker\.js)$/.test(name)) return answer({ statusCode: 404, data: Buffer.alloc(0) });
    answer({
      mimeType: types[name.split('.').pop()],
      headers: { 'content-security-policy': policy },
      data: readFileSync(join(__dirname, name)),
    });
  });
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      backgroundThrottling: false,
      preload: join(__dirname, 'echo.preload.cjs'),
    },
  });
  return window.loadURL('runner://bench/echo.html').then(() => window);
}

app.whenReady().then(async () => {
  const host = utilityProcess.fork(join(__dirname, 'host.cjs'), [kind, seconds, hz]);
  host.on('message', (result) => {
    console.log(`RESULT ${JSON.stringify(result)}`);
    app.exit(0);
  });
  host.on('exit', (code) => app.exit(code || 1));
  if (kind === 'renderer') {
    const window = await startHiddenRenderer();
    const { port1, port2 } = new MessageChannelMain();
    window.webContents.postMessage('port', null, [port1]);
    host.postMessage('port', [port2]);
  }
});
