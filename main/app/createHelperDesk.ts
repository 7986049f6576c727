import type { AppToHost, HelperKind } from '../../protocol/process';
import type { StartedHelper } from './StartedHelper';

export type HelperDeskDeps<P> = {
  start(kind: HelperKind): Promise<StartedHelper<P>>;
  /** To the host that asked. */
  tell(message: AppToHost, ports: P[]): void;
};

/** Starts and ends the helper processes of one host. */
export type HelperDesk = {
  start(id: number, kind: HelperKind): Promise<void>;
  kill(id: number): void;
  /** The host is gone: so are its helpers, those too that are only starting. */
  killAll(): void;
};

/** @typeParam P the kind of message port */
export function createHelperDesk<P>({ start, tell }: HelperDeskDeps<P>): HelperDesk {
  const living = new Map<number, StartedHelper<P>>();
  const starting = new Set<number>();
  let closed = false;
  const sayDied = (id: number, reason: string): void => {
    living.delete(id);
    if (!closed) tell({ type: 'helperDied', id, reason }, []);
  };
  return {
    async start(id, kind) {
      starting.add(id);
      try {
        const helper = await start(kind);
        void helper.died.then((reason) => sayDied(id, reason));
        // Killed before it was there.
        if (closed || !starting.delete(id)) return helper.kill();
        living.set(id, helper);
        tell({ type: 'helperStarted', id }, [helper.port]);
      } catch (cause) {
        starting.delete(id);
        sayDied(id, `it could not be started: ${cause instanceof Error ? cause.message : String(cause)}`);
      }
    },
    kill(id) {
      starting.delete(id);
      living.get(id)?.kill();
    },
    killAll() {
      closed = true;
      starting.clear();
      for (const helper of living.values()) helper.kill();
    },
  };
}
