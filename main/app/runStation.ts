import { hostname } from 'node:os';
import { join } from 'node:path';
import { app, Menu, powerSaveBlocker } from 'electron';
import { bridgeChannels } from '../../protocol/bridge';
import { findHosts } from '../host/stations/discovery/findHosts.node';
import { pairWithHost } from '../host/stations/discovery/pairWithHost.node';
import type { AppContext } from './AppContext';
import { answerChannels } from './answerChannels';
import { createStationControl } from './createStationControl';
import { keptFile } from './keptFile';
import { openPairingWindow } from './openPairingWindow';
import { isAnswering, openStationScreen } from './openStationScreen';
import { pairings } from './Pairing';
import { pairingChannels } from './pairingChannels';

/** This machine is a station: a small local page until its host is there, then the host's own page on the whole screen. */
export function runStation({ args, paths, log, userFolder, takeFocus, changeRole }: AppContext): void {
  // On a Mac the menu belongs to the app, not to a window: a participant gets none.
  Menu.setApplicationMenu(null);
  const window = openPairingWindow(paths, args.dev);
  const control = createStationControl({
    // One host may be reached in several ways (cable and radio): each is a place to try.
    findHosts: (listener) =>
      findHosts(
        (hosts) =>
          listener(hosts.flatMap(({ addresses, ...host }) => addresses.map((address) => ({ ...host, address })))),
        log,
      ),
    pairWithHost: (place, { onCode, signal }) =>
      pairWithHost({ ...place, name: hostname().slice(0, 60) || 'station', onCode, signal }),
    pairings: keptFile(join(userFolder, 'pairings.json'), pairings, []),
    isAnswering,
    openScreen: (pairing, place) =>
      openStationScreen(pairing, place, { paths, dev: args.dev, beside: window, onLeave: () => control.leave() }),
    showHosts: (hosts) => tell(bridgeChannels.hosts, hosts),
    showStep(step) {
      tell(bridgeChannels.step, step);
      if (window.isDestroyed()) return;
      // Behind a page on the whole screen it could come to the front by accident.
      if (step.step === 'joined') window.hide();
      else if (!window.isVisible()) window.show();
    },
    every(delayMs, run) {
      const timer = setInterval(run, delayMs);
      return () => clearInterval(timer);
    },
  });
  const tell = (name: string, value: unknown): void => {
    if (!window.isDestroyed()) window.webContents.send(name, value);
  };
  answerChannels(
    pairingChannels({
      watch: () => Promise.resolve(control.refresh()),
      pair: (place) => control.pair(place),
      join: (hostId) => control.join(hostId),
      forget: (hostId) => Promise.resolve(control.forget(hostId)),
      leave: () => Promise.resolve(control.leave()),
      chooseRole: (role) => (role === 'host' ? changeRole('host') : Promise.resolve()),
      role: () => Promise.resolve('station'),
    }),
  );
  takeFocus(() => window.focus());
  window.once('closed', () => {
    control.stop();
    app.quit();
  });
  powerSaveBlocker.start('prevent-display-sleep');
}
