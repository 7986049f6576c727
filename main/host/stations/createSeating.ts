/** Somebody at the far end of a connection. `generation` grows with every connection. */
export type Sitter = { readonly id: string; readonly generation: number; seat: string | null; isConnected(): boolean };

/** Which connection has which seat. */
export type Seating<S extends Sitter> = {
  at(seat: string): S | undefined;
  all(): S[];
  seats(): string[];
  /** Gives the seat to this connection unless a newer one has it; the newest wins, whichever order the host answers in. */
  sit(sitter: S, seat: string): boolean;
  leave(sitter: S): void;
  /** Something is under way that may seat somebody. */
  during<T>(hello: Promise<T>): Promise<T>;
};

export type SeatingDeps<S> = {
  /** Another connection has taken the seat of this one. */
  replaced(sitter: S): void;
  /** The seat has no connection any more. Told once for each time it had one. */
  gone(seat: string, id: string): void;
};

export function createSeating<S extends Sitter>(deps: SeatingDeps<S>): Seating<S> {
  const seated = new Map<string, S>();
  /** Seats of which the host believes that they are connected. */
  const believed = new Set<string>();
  const underWay = new Set<Promise<unknown>>();

  function leave(sitter: S): void {
    const { seat } = sitter;
    sitter.seat = null;
    if (seat === null || seated.get(seat) !== sitter) return;
    seated.delete(seat);
    // A hello that is being written down may be this very seat's: told now, its absence would come after its return.
    if (underWay.size === 0) tellGone(seat, sitter.id);
    else void Promise.allSettled([...underWay]).then(() => tellGone(seat, sitter.id));
  }

  function tellGone(seat: string, id: string): void {
    if (!seated.has(seat) && believed.delete(seat)) deps.gone(seat, id);
  }

  return {
    at: (seat) => seated.get(seat),
    all: () => [...seated.values()],
    seats: () => [...seated.keys()],
    sit(sitter, seat) {
      const holder = seated.get(seat);
      if (holder && holder !== sitter && holder.generation > sitter.generation) return false;
      if (sitter.seat !== seat) leave(sitter);
      seated.set(seat, sitter);
      believed.add(seat);
      sitter.seat = seat;
      if (holder && holder !== sitter) {
        holder.seat = null;
        deps.replaced(holder);
      }
      // It may have vanished while its hello was being written down.
      if (!sitter.isConnected()) leave(sitter);
      return true;
    },
    leave,
    async during(hello) {
      underWay.add(hello);
      try {
        return await hello;
      } finally {
        underWay.delete(hello);
      }
    },
  };
}
