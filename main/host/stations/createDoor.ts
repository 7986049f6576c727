import { admitNewcomer, type Stranger, type StrangerLimit } from './admitNewcomer';

/** Keeps the connections that have not said who they are within bounds. */
export type Door = {
  /**
   * Lets a stranger in; whoever must make room for it has its `close` called.
   * @returns what to call when the stranger has said who it is, or is gone
   */
  enter(address: string, close: () => void): () => void;
  count(): number;
};

export function createDoor(limit: StrangerLimit): Door {
  const strangers = new Map<number, Stranger & { close: () => void }>();
  let lastId = 0;
  return {
    enter(address, close) {
      const leaver = admitNewcomer([...strangers.values()], address, limit);
      if (leaver) {
        const closeLeaver = strangers.get(leaver.id)?.close;
        strangers.delete(leaver.id);
        closeLeaver?.();
      }
      const id = ++lastId;
      strangers.set(id, { id, address, close });
      return () => void strangers.delete(id);
    },
    count: () => strangers.size,
  };
}
