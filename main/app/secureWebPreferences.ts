/** What every window of the app is opened with; a window adds its session, its preload script and nothing else. */
export const secureWebPreferences = Object.freeze({
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
  // A participant's picture and an interpreter's ticks must not slow down because another window lies on top.
  backgroundThrottling: false,
});
