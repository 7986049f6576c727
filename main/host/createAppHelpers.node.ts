import type { AppToHost, Helper, Helpers, HostToApp, Port } from '../../protocol/process';

/** Electron's MessagePortMain, as much of it as the host uses. */
export type AppPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
  close(): void;
};
/** Electron's `process.parentPort`, as much of it as the host uses. */
export type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: AppPort[] }) => void): void;
};

type Waiting = { settle(helper: Helper): void; refuse(error: Error): void };

/** Helper processes in the app: a utility process cannot start its own, so Electron main does and hands over a message port. */
export function createAppHelpers(parentPort: ParentPort, snapshotFile: string | null): Helpers {
  const waiting = new Map<number, Waiting>();
  const living = new Map<number, (reason: string) => void>();
  let lastId = 0;
  const tell = (message: HostToApp) => parentPort.postMessage(message);

  parentPort.on('message', ({ data, ports }) => {
    const message = data as AppToHost;
    if (message.type === 'helperStarted') {
      const [port] = ports;
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (!asked || !port) return;
      const died = new Promise<string>((resolve) => living.set(message.id, resolve));
      asked.settle({ port: wrapPort(port), kill: () => tell({ type: 'killHelper', id: message.id }), died });
    } else if (message.type === 'helperDied') {
      waiting.get(message.id)?.refuse(new Error(message.reason));
      waiting.delete(message.id);
      living.get(message.id)?.(message.reason);
      living.delete(message.id);
    }
  });

  return {
    snapshotFile,
    start: (kind) =>
      new Promise((settle, refuse) => {
        const id = ++lastId;
        waiting.set(id, { settle, refuse });
        tell({ type: 'startHelper', id, kind });
      }),
  };
}

function wrapPort(port: AppPort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    close: () => port.close(),
  };
}
