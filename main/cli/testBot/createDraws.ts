/** Draws that repeat: uniform in [0, 1), each call the next one. */
export type Draws = () => number;

/**
 * The draws that belong to `name` under `seed`: the same ones in every run, unrelated to those of any other name.
 * FNV-1a (32 bit) over `<seed>/<name>/<count>`, then MurmurHash3's final mix.
 */
export function createDraws(seed: number, name: string): Draws {
  let count = 0;
  return () => {
    const text = `${seed}/${name}/${count++}`;
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** An integer from `min` to `max`, both included. */
export function drawInteger(draw: Draws, min: number, max: number): number {
  return min + Math.floor(draw() * (max - min + 1));
}

/** One of a list; undefined only of an empty one. */
export function drawOne<T>(draw: Draws, list: readonly T[]): T | undefined {
  return list[Math.floor(draw() * list.length)];
}
