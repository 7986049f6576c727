import { describe, expect, test, vi } from 'vitest';
import type { FoundHost, PairingStep } from '../../protocol/bridge';
import { createStationControl } from './createStationControl';
import type { Pairing, Place, SeenHost } from './Pairing';

const fingerprint = (digit: string) => digit.repeat(64);
const token = 't'.repeat(43);
const seenHost = (digit: string, address: string): SeenHost => ({
  fingerprint: fingerprint(digit),
  room: `Room ${digit}`,
  address,
  port: 4700,
});
const pairing = (digit: string, address: string): Pairing => ({ ...seenHost(digit, address), token });
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A station in a network made of a list: address → fingerprint of what answers there. */
function openStation(kept: Pairing[], network: Record<string, string>) {
  const steps: PairingStep[] = [];
  let hosts: FoundHost[] = [];
  let pairings = kept;
  let seeHosts: (hosts: SeenHost[]) => void = () => undefined;
  let passTime: () => void = () => undefined;
  const screens: { place: Place; token: string; open: boolean; crash(): void }[] = [];
  const codes: {
    onCode(code: string, room: string): void;
    accept(room: string): void;
    refuse(reason: string): void;
    signal: AbortSignal;
  }[] = [];
  const stopped = vi.fn();
  const control = createStationControl({
    findHosts(listener) {
      seeHosts = listener;
      return { stop: stopped };
    },
    pairWithHost: (place, { onCode, signal }) =>
      new Promise((resolve, reject) => {
        codes.push({
          onCode,
          signal,
          accept: (room) => resolve({ token, fingerprint: network[place.address] ?? '', room }),
          refuse: (reason) => reject(new Error(reason)),
        });
      }),
    pairings: { read: () => pairings, write: (next) => void (pairings = next) },
    isAnswering: (place) => Promise.resolve(network[place.address] !== undefined),
    openScreen(own, place) {
      if (network[place.address] !== own.fingerprint) return Promise.reject(new Error('certificate refused'));
      let crash: () => void = () => undefined;
      const lost = new Promise<void>((resolve) => {
        crash = resolve;
      });
      const screen = { place, token: own.token, open: true, crash };
      screens.push(screen);
      return Promise.resolve({ lost, close: () => void (screen.open = false) });
    },
    showHosts: (next) => void (hosts = next),
    showStep: (step) => void steps.push(step),
    every: (_delayMs, run) => {
      passTime = run;
      return stopped;
    },
  });
  return {
    control,
    steps,
    screens,
    codes,
    stopped,
    hosts: () => hosts,
    pairings: () => pairings,
    see: async (...seen: SeenHost[]) => {
      seeHosts(seen);
      await settle();
    },
    wait: async () => {
      passTime();
      await settle();
    },
    openScreens: () => screens.filter(({ open }) => open).map(({ place }) => place.address),
  };
}

describe('a paired station', () => {
  test('goes to its host by itself, with its token, without seeing an announcement', async () => {
    const station = openStation([pairing('a', '10.0.0.1')], { '10.0.0.1': fingerprint('a') });
    await settle();
    expect(station.openScreens()).toEqual(['10.0.0.1']);
    expect(station.screens[0]?.token).toBe(token);
    expect(station.steps.at(-1)).toEqual({ step: 'joined' });
  });

  test('waits for a host that is away, and follows it to another address', async () => {
    const network: Record<string, string> = {};
    const station = openStation([pairing('a', '10.0.0.1')], network);
    await station.wait();
    expect(station.openScreens()).toEqual([]);
    network['10.0.0.9'] = fingerprint('a');
    await station.see(seenHost('a', '10.0.0.9'));
    expect(station.openScreens()).toEqual(['10.0.0.9']);
    expect(station.pairings()[0]?.address).toBe('10.0.0.9');
  });

  test('never shows the page of a host that only says it is the one', async () => {
    const network: Record<string, string> = { '10.0.0.66': fingerprint('e') };
    const station = openStation([pairing('a', '10.0.0.1')], network);
    await station.see(seenHost('a', '10.0.0.66'));
    expect(station.screens).toEqual([]);
    network['10.0.0.1'] = fingerprint('a');
    await station.wait();
    expect(station.openScreens()).toEqual(['10.0.0.1']);
  });

  test('keeps its page while the host may still come back there, and moves only when it is gone', async () => {
    const network: Record<string, string> = { '10.0.0.1': fingerprint('a') };
    const station = openStation([pairing('a', '10.0.0.1')], network);
    await settle();
    network['10.0.0.2'] = fingerprint('a');
    await station.see(seenHost('a', '10.0.0.2'));
    expect(station.openScreens()).toEqual(['10.0.0.1']);
    delete network['10.0.0.1'];
    await station.wait();
    expect(station.openScreens()).toEqual(['10.0.0.2']);
  });

  test('comes back after its page has crashed', async () => {
    const station = openStation([pairing('a', '10.0.0.1')], { '10.0.0.1': fingerprint('a') });
    await settle();
    station.screens[0]?.crash();
    await settle();
    expect(station.screens).toHaveLength(2);
    expect(station.steps.map(({ step }) => step).slice(-3)).toEqual(['searching', 'joining', 'joined']);
  });

  test('joins one of several by choice, and that one by itself from then on', async () => {
    const network = { '10.0.0.1': fingerprint('a'), '10.0.0.2': fingerprint('b') };
    const station = openStation([pairing('a', '10.0.0.1'), pairing('b', '10.0.0.2')], network);
    await settle();
    await station.control.join(fingerprint('b'));
    expect(station.openScreens()).toEqual(['10.0.0.2']);
    expect(station.pairings().map(({ room }) => room)).toEqual(['Room b', 'Room a']);
  });

  test('stays away after leaving until it is sent again', async () => {
    const station = openStation([pairing('a', '10.0.0.1')], { '10.0.0.1': fingerprint('a') });
    await settle();
    station.control.leave();
    await station.wait();
    expect(station.openScreens()).toEqual([]);
    await station.control.join(fingerprint('a'));
    expect(station.openScreens()).toEqual(['10.0.0.1']);
  });

  test('forgets a host, and is gone from it', async () => {
    const station = openStation([pairing('a', '10.0.0.1')], { '10.0.0.1': fingerprint('a') });
    await settle();
    station.control.forget(fingerprint('a'));
    await station.wait();
    expect(station.openScreens()).toEqual([]);
    expect(station.pairings()).toEqual([]);
    expect(station.hosts()).toEqual([]);
  });
});

describe('a new station', () => {
  test('shows the code while the operator compares, then joins and keeps the pairing', async () => {
    const station = openStation([], { '10.0.0.1': fingerprint('a') });
    await station.see(seenHost('a', '10.0.0.1'));
    expect(station.hosts().map(({ room, paired }) => [room, paired])).toEqual([['Room a', false]]);
    const paired = station.control.pair({ address: '10.0.0.1', port: 4700 });
    station.codes[0]?.onCode('012345', 'Room a');
    station.codes[0]?.accept('Room a');
    await paired;
    expect(station.steps).toEqual([
      { step: 'asking', address: '10.0.0.1' },
      { step: 'code', code: '012345', room: 'Room a' },
      { step: 'joining', room: 'Room a' },
      { step: 'joined' },
    ]);
    expect(station.pairings()).toEqual([
      { fingerprint: fingerprint('a'), room: 'Room a', token, address: '10.0.0.1', port: 4700 },
    ]);
  });

  test('says why it was refused, keeps nothing, and can try again', async () => {
    const station = openStation([], { '10.0.0.1': fingerprint('a') });
    const first = station.control.pair({ address: '10.0.0.1', port: 4700 });
    station.codes[0]?.refuse('The experimenter refused.');
    await first;
    expect(station.steps.at(-1)).toEqual({ step: 'refused', message: 'The experimenter refused.' });
    expect(station.pairings()).toEqual([]);
    const second = station.control.pair({ address: '10.0.0.1', port: 4700 });
    station.codes[1]?.accept('Room a');
    await second;
    expect(station.openScreens()).toEqual(['10.0.0.1']);
  });

  test('a second attempt ends the first, whose late answer changes nothing', async () => {
    const station = openStation([], { '10.0.0.1': fingerprint('a'), '10.0.0.2': fingerprint('b') });
    const first = station.control.pair({ address: '10.0.0.1', port: 4700 });
    const second = station.control.pair({ address: '10.0.0.2', port: 4700 });
    expect(station.codes[0]?.signal.aborted).toBe(true);
    station.codes[0]?.onCode('111111', 'Room a');
    station.codes[0]?.accept('Room a');
    await first;
    expect(station.pairings()).toEqual([]);
    expect(station.steps.some((step) => step.step === 'code')).toBe(false);
    station.codes[1]?.accept('Room b');
    await second;
    expect(station.openScreens()).toEqual(['10.0.0.2']);
  });
});

test('a page that is loaded late is told everything; a stopped station does nothing more', async () => {
  const station = openStation([], {});
  await station.see(seenHost('a', '10.0.0.1'));
  station.control.refresh();
  expect(station.steps.at(-1)).toEqual({ step: 'searching' });
  station.control.stop();
  expect(station.stopped).toHaveBeenCalledTimes(2);
});
