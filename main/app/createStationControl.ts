import type { FoundHost, PairingStep } from '../../protocol/bridge';
import type { KeptFile } from './keptFile';
import { isSamePlace, listHosts, placesOf } from './listHosts';
import type { Pairing, Place, SeenHost } from './Pairing';

/** The page of a host, on the whole screen. */
export type StationScreen = {
  close(): void;
  /** Settles when the page is gone: it crashed, or could not be loaded again. */
  lost: Promise<void>;
};

export type StationControlDeps = {
  /** Tells all hosts seen now, at every change, until `stop`. */
  findHosts(listener: (hosts: SeenHost[]) => void): { stop(): void };
  /** Pairs with the host at a place. Rejects with the reason in words. */
  pairWithHost(
    place: Place,
    options: { onCode(code: string, room: string): void; signal: AbortSignal },
  ): Promise<{ token: string; fingerprint: string; room: string }>;
  pairings: KeptFile<Pairing[]>;
  /** Whether anything listens there. */
  isAnswering(place: Place): Promise<boolean>;
  /** Shows the station page; rejects when it cannot be loaded from there (nobody there, or not the host that was paired). */
  openScreen(pairing: Pairing, place: Place): Promise<StationScreen>;
  showHosts(hosts: FoundHost[]): void;
  showStep(step: PairingStep): void;
  /** Runs `run` every `delayMs`; the result ends it. */
  every(delayMs: number, run: () => void): () => void;
};

export type StationControl = {
  /** Shows everything again: the page that shows it has just been loaded. */
  refresh(): void;
  pair(place: Place): Promise<void>;
  join(fingerprint: string): Promise<void>;
  forget(fingerprint: string): void;
  /** Takes the station page off the screen and stays here. */
  leave(): void;
  stop(): void;
};

const RETRY_MS = 2000;

/** A station finds its host, pairs with it once, and from then on comes back to it by itself. */
export function createStationControl(deps: StationControlDeps): StationControl {
  let seen: SeenHost[] = [];
  let wanted: string | null = deps.pairings.read()[0]?.fingerprint ?? null;
  let step: PairingStep = { step: 'searching' };
  let shown: { fingerprint: string; place: Place; screen: StationScreen } | null = null;
  let joining: Promise<void> | null = null;
  let asking: AbortController | null = null;

  const show = (next: PairingStep): void => {
    step = next;
    deps.showStep(next);
  };
  const showHosts = (): void => deps.showHosts(listHosts(seen, deps.pairings.read()));
  const findPairing = (fingerprint: string | null): Pairing | undefined =>
    deps.pairings.read().find((pairing) => pairing.fingerprint === fingerprint);

  function takeOff(): void {
    shown?.screen.close();
    shown = null;
  }

  /** Tries every place where the wanted host may be; leaves things as they are when it is nowhere. */
  async function tryJoin(): Promise<void> {
    const pairing = findPairing(wanted);
    if (!pairing) return;
    for (const place of placesOf(pairing, seen)) {
      if (shown && isSamePlace(shown.place, place)) return;
      if (!(await deps.isAnswering(place)) || wanted !== pairing.fingerprint) continue;
      // A page that is shown waits for its host by itself, and must not be taken away while the host may come back there.
      if (shown && (await deps.isAnswering(shown.place))) return;
      if (!shown) show({ step: 'joining', room: pairing.room });
      try {
        const screen = await deps.openScreen(pairing, place);
        if (wanted !== pairing.fingerprint) return screen.close();
        takeOff();
        const own = { fingerprint: pairing.fingerprint, place, screen };
        shown = own;
        keep({ ...pairing, ...place });
        show({ step: 'joined' });
        void screen.lost.then(() => {
          if (shown !== own) return;
          shown = null;
          show({ step: 'searching' });
          void join();
        });
        return;
      } catch {
        // Not there, or somebody else in its place: the next one may be.
      }
    }
    if (!shown && step.step === 'joining') show({ step: 'searching' });
  }

  /** One attempt at a time; the attempts of the timer find nothing to do while one is under way. */
  function join(): Promise<void> {
    joining ??= tryJoin().finally(() => {
      joining = null;
    });
    return joining;
  }

  function keep(pairing: Pairing): void {
    const others = deps.pairings.read().filter(({ fingerprint }) => fingerprint !== pairing.fingerprint);
    deps.pairings.write([pairing, ...others]);
    showHosts();
  }

  function stopAsking(): void {
    asking?.abort();
    asking = null;
  }

  const finder = deps.findHosts((hosts) => {
    seen = hosts;
    showHosts();
    void join();
  });
  const stopRetrying = deps.every(RETRY_MS, () => void join());
  void join();

  return {
    refresh() {
      showHosts();
      deps.showStep(step);
    },
    async pair(place) {
      stopAsking();
      const own = new AbortController();
      asking = own;
      wanted = null;
      show({ step: 'asking', address: place.address });
      try {
        const made = await deps.pairWithHost(place, {
          signal: own.signal,
          onCode: (code, room) => {
            if (asking === own) show({ step: 'code', code, room });
          },
        });
        if (asking !== own) return;
        keep({ ...place, ...made });
        wanted = made.fingerprint;
        await joining;
        await join();
      } catch (cause) {
        if (asking !== own) return;
        show({ step: 'refused', message: cause instanceof Error ? cause.message : String(cause) });
      } finally {
        if (asking === own) asking = null;
      }
    },
    async join(fingerprint) {
      const pairing = findPairing(fingerprint);
      if (!pairing) return show({ step: 'refused', message: 'This station is not paired with that lab.' });
      stopAsking();
      wanted = fingerprint;
      if (shown && shown.fingerprint !== fingerprint) takeOff();
      show({ step: 'joining', room: pairing.room });
      await joining;
      await join();
    },
    forget(fingerprint) {
      deps.pairings.write(deps.pairings.read().filter((pairing) => pairing.fingerprint !== fingerprint));
      if (wanted === fingerprint) wanted = null;
      if (shown?.fingerprint === fingerprint) takeOff();
      show({ step: 'searching' });
      showHosts();
    },
    leave() {
      stopAsking();
      wanted = null;
      takeOff();
      show({ step: 'searching' });
    },
    stop() {
      stopAsking();
      stopRetrying();
      finder.stop();
      takeOff();
    },
  };
}
