import type { ElectronApplication, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { MenuCommand } from '../../protocol/bridge';

export type WindowFacts = {
  url: string;
  visible: boolean;
  fullScreen: boolean;
  bounds: { x: number; y: number; width: number; height: number };
  preferences: Record<string, unknown>;
};

/** All windows as Electron main knows them, the hidden ones too. */
export function readWindows(electron: ElectronApplication): Promise<WindowFacts[]> {
  return electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      // Electron has this for tests; its type files do not name it.
      const read: unknown = Reflect.get(window.webContents, 'getLastWebPreferences');
      const preferences: unknown = typeof read === 'function' ? Reflect.apply(read, window.webContents, []) : {};
      return {
        url: window.webContents.getURL(),
        visible: window.isVisible(),
        fullScreen: window.isFullScreen() || window.isKiosk(),
        bounds: window.getBounds(),
        preferences: { ...(typeof preferences === 'object' ? preferences : {}) },
      };
    }),
  );
}

/** The process of the host, by the name that the app gives it. */
export async function findHostProcess(electron: ElectronApplication): Promise<number> {
  const read = () =>
    electron.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ serviceName, name }) => [serviceName, name].includes('cubicle-host'))?.pid ?? 0,
    );
  return vi.waitFor(
    async () => {
      const pid = await read();
      expect(pid).toBeGreaterThan(0);
      return pid;
    },
    { timeout: 20_000 },
  );
}

/** Chooses a command of the app's menu. */
export async function chooseFromMenu(electron: ElectronApplication, command: MenuCommand): Promise<void> {
  await electron.evaluate(({ Menu }, id) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(id);
    if (!item?.enabled) throw new Error(`no such item in the menu: ${id}`);
    // Electron types a menu item's click as any function at all.
    Reflect.apply(item.click, item, []);
  }, command);
}

/** The station windows that are open. */
export async function findStations(electron: ElectronApplication, count: number): Promise<Page[]> {
  const read = () => electron.windows().filter((page) => /^https?:[^#]*\/station\//.test(page.url()));
  await vi.waitFor(() => expect(read().length).toBe(count), { timeout: 30_000 });
  return read();
}
