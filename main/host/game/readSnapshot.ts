/** SHA-256 of some text or bytes. */
export type Digest = (content: string | Uint8Array) => Promise<Uint8Array>;

/** Changes whenever what an interpreter does before its snapshot is taken does. */
const FORMAT = 'cubicle snapshot 1';
const DIGEST_BYTES = 32;
/** The memory in the file must lie where numbers of four bytes can be read in place. */
const HEAD_BYTES = 2 * DIGEST_BYTES;

/**
 * What a snapshot is good for: this engine (the memory holds what the engine can do) and these bytes of the `cubicle` package,
 * which is in it, imported. Pyodide itself checks that it is one of its own version.
 */
export async function describeSnapshot(
  engine: string,
  python: Record<string, Uint8Array>,
  digest: Digest,
): Promise<Uint8Array> {
  const names = Object.keys(python).sort();
  const hashes = await Promise.all(names.map((name) => digest(python[name] ?? '')));
  return digest(JSON.stringify([FORMAT, engine, names.map((name, index) => [name, [...(hashes[index] ?? [])]])]));
}

/** A snapshot as a file: what it is good for (32 bytes), the SHA-256 of the memory, the memory. */
export async function writeSnapshot(goodFor: Uint8Array, memory: Uint8Array, digest: Digest): Promise<Uint8Array> {
  const file = new Uint8Array(HEAD_BYTES + memory.length);
  file.set(goodFor);
  file.set(await digest(memory), DIGEST_BYTES);
  file.set(memory, HEAD_BYTES);
  return file;
}

export type ReadSnapshot = { memory: Uint8Array } | { memory: null; problem: string };

/** The memory in a snapshot's file, if it is whole and good for `goodFor`; else why not. */
export async function readSnapshot(
  file: Uint8Array | null,
  goodFor: Uint8Array,
  digest: Digest,
): Promise<ReadSnapshot> {
  if (file === null) return { memory: null, problem: 'there is no snapshot' };
  if (file.length <= HEAD_BYTES) return { memory: null, problem: 'the snapshot is damaged' };
  if (!isSame(file.subarray(0, DIGEST_BYTES), goodFor))
    return { memory: null, problem: 'the snapshot is of another version' };
  const memory = file.subarray(HEAD_BYTES);
  return isSame(file.subarray(DIGEST_BYTES, HEAD_BYTES), await digest(memory))
    ? { memory }
    : { memory: null, problem: 'the snapshot is damaged' };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
