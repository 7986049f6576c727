import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ClockOffset, type ClockSample, clockOffset } from '../../protocol/clockOffset';
import type { StationConnection } from './StationConnection';

/** The last measurement of the host's clock; null before the first. */
export type StationClock = StoreApi<ClockOffset | null>;

const quickPings = 5;
const quickEveryMs = 150;
const everyMs = 2_000;
/** Twenty seconds of samples: long enough to find a quick one, short enough for drift not to count. */
const samplesKept = 10;

/** Compares this page's clock with the host's from every (re)connection on, and tells the host what it found. */
export function createStationClock(connection: StationConnection): StationClock {
  const clock: StationClock = createStore(() => null);
  let samples: ClockSample[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let visit = 0;

  const measure = async (count: number): Promise<void> => {
    const during = visit;
    const t0 = performance.now();
    const ack = await connection.emit('time:ping', {}, { retry: false, timeoutMs: everyMs });
    const t3 = performance.now();
    if (during !== visit) return;
    if (ack.ok) {
      samples = [...samples, { t0, t1: ack.hostMs, t3 }].slice(-samplesKept);
      const offset = clockOffset(samples);
      if (offset && count >= quickPings) {
        clock.setState(offset, true);
        connection.send('time:report', offset);
      }
    }
    timer = setTimeout(() => void measure(count + 1), count < quickPings ? quickEveryMs : everyMs);
  };

  const follow = (phase: string): void => {
    clearTimeout(timer);
    visit += 1;
    // A host that was restarted has a clock of its own: what was measured before says nothing.
    samples = [];
    if (phase === 'ready') void measure(1);
  };
  connection.link.subscribe((link) => follow(link.phase));
  return clock;
}
