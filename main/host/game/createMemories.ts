import type { MemoryNote } from '../../../protocol/policy';

/** What a recurrent model keeps in mind for one agent. `note`: how it began, until that was told. */
export type Memory = { values: ReadonlyMap<string, Float32Array>; note: MemoryNote | null };

/** What recurrent models keep in mind, by a key. Of very many, those are forgotten that were used the longest ago. */
export type Memories = {
  /** The memory under a key: empty when it begins, or when there is none any more. */
  recall(key: string, begins: boolean): Memory;
  keep(key: string, memory: Memory): void;
};

const KEPT = 4096;

export function createMemories(): Memories {
  const kept = new Map<string, Memory>();

  function keep(key: string, memory: Memory): void {
    kept.delete(key);
    kept.set(key, memory);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) return;
      kept.delete(oldest);
    }
  }

  return {
    keep,
    recall(key, begins) {
      const known = begins ? undefined : kept.get(key);
      if (known !== undefined) return known;
      const fresh: Memory = { values: new Map(), note: begins ? 'begun' : 'lost' };
      keep(key, fresh);
      return fresh;
    },
  };
}
