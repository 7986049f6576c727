/**
 * A number from 0 up to 1 that follows from an episode's seed, an agent and a tick alone, so an episode that is taken up again
 * goes on as it would have. FNV-1a (32 bit, one step per UTF-16 code unit) over `<seed>/<agent>/<tick>`, then MurmurHash3's
 * final mix. Never change this.
 */
export function drawUniform(episodeSeed: number, agent: string, tick: number): number {
  const text = `${episodeSeed}/${agent}/${tick}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
