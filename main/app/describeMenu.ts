import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../protocol/bridge';

export type MenuDeps = {
  platform: NodeJS.Platform;
  dev: boolean;
  send(command: MenuCommand): void;
  becomeStation(): void;
  showLogs(): void;
  showRecords(): void;
};

/** The operator's menu, in the words and with the keys that z-Tree has made a habit in labs. */
export function describeMenu(deps: MenuDeps): MenuItemConstructorOptions[] {
  const command = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    id: name,
    click: () => deps.send(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = deps.platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        command('&New Session…', 'newSession', 'CmdOrCtrl+N'),
        command('&Export Session…', 'exportSession', 'CmdOrCtrl+E'),
        command('Export &Payments…', 'exportPayments'),
        line,
        { label: 'Show &Records Folder', click: deps.showRecords },
        line,
        { label: 'Use This Machine as a &Station…', click: deps.becomeStation },
        ...(isMac ? [] : [line, { role: 'quit' as const, label: '&Quit' }]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&Run',
      submenu: [
        command('&Start', 'startSession', 'F5'),
        line,
        command('&Pause (Stop Clock)', 'pauseSession', 'F12'),
        command('&Resume (Restart Clock)', 'resumeSession', 'Shift+F12'),
        line,
        command('&End Session…', 'endSession'),
      ],
    },
    { label: 'R&oom', submenu: [command('&Open the Room', 'openRoom', 'CmdOrCtrl+Shift+O')] },
    {
      label: '&View',
      submenu: [
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        line,
        { role: 'togglefullscreen' },
        ...(deps.dev
          ? [line, { role: 'reload' as const }, { role: 'toggleDevTools' as const, accelerator: 'CmdOrCtrl+Alt+I' }]
          : []),
      ],
    },
    {
      label: '&Help',
      role: 'help',
      submenu: [{ label: 'Show &Log Folder', click: deps.showLogs }, ...(isMac ? [] : [{ role: 'about' as const }])],
    },
  ];
}
