import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import type { TestHooks } from './testHooks';

export type Question = {
  kind: 'question' | 'warning' | 'error';
  title: string;
  detail: string;
  /** The first is what Enter does, the last what Escape does. */
  buttons: [string, ...string[]];
};

export type AskUser = {
  /** The number of the button, from 0. */
  choose(question: Question, window?: BrowserWindow): Promise<number>;
  /** A folder that is not there yet, or null. */
  chooseNewFolder(suggestedPath: string, window?: BrowserWindow): Promise<string | null>;
  /** A folder that is there, or null. */
  chooseFolder(title: string): Promise<string | null>;
};

/** Native dialogs; in a test, the answers that the test has prepared. */
export function createAskUser(hooks: TestHooks): AskUser {
  return {
    async choose({ kind, title, detail, buttons }, window) {
      if (hooks.messageBox !== undefined) {
        process.stderr.write(`${JSON.stringify({ messageBox: title, detail, buttons, answer: hooks.messageBox })}\n`);
        return hooks.messageBox;
      }
      const options: MessageBoxOptions = {
        type: kind,
        title: 'Cubicle',
        message: title,
        detail,
        buttons,
        defaultId: 0,
        cancelId: buttons.length - 1,
        noLink: true,
      };
      const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
      return response;
    },
    async chooseNewFolder(suggestedPath, window) {
      if (hooks.saveDialog !== undefined) return hooks.saveDialog || null;
      const options = {
        title: 'Export Session',
        defaultPath: suggestedPath,
        buttonLabel: 'Export',
        nameFieldLabel: 'Name:',
        properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
      };
      const { canceled, filePath } = await (window
        ? dialog.showSaveDialog(window, options)
        : dialog.showSaveDialog(options));
      return canceled || !filePath ? null : filePath;
    },
    async chooseFolder(title) {
      if (hooks.saveDialog !== undefined) return hooks.saveDialog || null;
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title,
        properties: ['openDirectory', 'createDirectory'],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
  };
}
