import type { Action } from '../../../protocol/environment';

/** Keys that together mean an action. */
export type Chord = { codes: readonly string[]; action: Action };
/** A scene's keys, ready to be matched. */
export type KeyMap = { chords: readonly Chord[]; codes: ReadonlySet<string> };

/** Reads a scene's `keys`: a key's code, or codes joined by `+`, to what they mean. */
export function parseKeys(keys: Record<string, Action>): KeyMap {
  const chords = Object.entries(keys).map(([name, action]) => ({
    codes: name.split('+').map((code) => code.trim()),
    action,
  }));
  return keyMapOf(chords);
}

export function keyMapOf(chords: readonly Chord[]): KeyMap {
  return { chords, codes: new Set(chords.flatMap(({ codes }) => codes)) };
}

/**
 * What keys that are down mean. The largest chord that is down as a whole wins; of equally large ones that with the key pressed
 * last, then that with the key before it, and so on; null when none is down. `down` is in the order of pressing.
 */
export function resolveKeys(map: KeyMap, down: readonly string[]): Chord | null {
  let best: Chord | null = null;
  let bestRanks: number[] = [];
  for (const chord of map.chords) {
    const ranks = chord.codes.map((code) => down.lastIndexOf(code)).sort((one, other) => other - one);
    if (ranks.includes(-1)) continue;
    if (
      best === null ||
      ranks.length > bestRanks.length ||
      (ranks.length === bestRanks.length && comesLater(ranks, bestRanks))
    ) {
      best = chord;
      bestRanks = ranks;
    }
  }
  return best;
}

function comesLater(ranks: readonly number[], than: readonly number[]): boolean {
  const differing = ranks.findIndex((rank, index) => rank !== than[index]);
  return differing !== -1 && (ranks[differing] ?? -1) > (than[differing] ?? -1);
}
