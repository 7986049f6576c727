import { Menu } from 'electron';
import type { AppContext } from './AppContext';
import { answerChannels } from './answerChannels';
import { openPairingWindow } from './openPairingWindow';
import { pairingChannels } from './pairingChannels';

/** The first start on a machine: does it run the lab, or is it a station? Null: the window was closed without an answer. */
export function askRole({ paths, args, takeFocus }: AppContext): Promise<'host' | 'station' | null> {
  Menu.setApplicationMenu(null);
  const window = openPairingWindow(paths, args.dev);
  takeFocus(() => window.focus());
  return new Promise((resolve) => {
    const refuse = () => Promise.reject(new Error('Choose first what this machine is.'));
    const stopAnswering = answerChannels(
      pairingChannels({
        watch: () => Promise.resolve(),
        pair: refuse,
        join: refuse,
        forget: refuse,
        leave: refuse,
        role: () => Promise.resolve('undecided'),
        chooseRole(role) {
          finish(role);
          return Promise.resolve();
        },
      }),
    );
    const finish = (role: 'host' | 'station' | null): void => {
      stopAnswering();
      resolve(role);
      // The next window has to be there first, or the app would end with its last one.
      setImmediate(() => void (window.isDestroyed() || window.destroy()));
    };
    window.once('closed', () => finish(null));
  });
}
