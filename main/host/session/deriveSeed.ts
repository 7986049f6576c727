/**
 * A seed for something named, out of a seed of the whole: FNV-1a (32 bit) over the UTF-16 code units of `<seed>/<name>`, low
 * byte first, then MurmurHash3's final mix, so that names that differ in one character give unrelated seeds.
 * Returns an integer from 0 to 2^32 − 1. Never change this: recorded games are re-run with it.
 */
export const deriveSeed = (seed: number, name: string): number => {
  const text = `${seed}/${name}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** The seed of one episode (index from 0) of a game with seed `gameSeed`. */
export const deriveEpisodeSeed = (gameSeed: number, episode: number): number =>
  deriveSeed(gameSeed, `episode/${episode}`);
