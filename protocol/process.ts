/** A message port as the host uses it, whichever kind it is (MessagePort, Electron's MessagePortMain, a child's IPC channel). */
export type Port = {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
};

/** `runner`: an interpreter for study code. `bots`: onnxruntime. */
export type HelperKind = 'runner' | 'bots';
export type Helper = {
  port: Port;
  kill(): void /** Settles once, when the process or its worker is gone; the text says why. */;
  died: Promise<string>;
};

/** How the host comes by processes of its own: filled by Electron main in the app, by forked Node children without it. */
export type Helpers = { start(kind: HelperKind): Promise<Helper> };

/** Host → Electron main, over the utility process's parent port. */
export type HostToApp =
  | { type: 'ready'; consoleUrl: string; port: number }
  | { type: 'failed'; message: string }
  /** At every change: whether closing the app now would interrupt a session. */
  | { type: 'sessionRunning'; running: boolean }
  | { type: 'startHelper'; id: number; kind: HelperKind }
  | { type: 'killHelper'; id: number };
/** Electron main → host. With `helperStarted` comes the message port. */
export type AppToHost =
  | { type: 'helperStarted'; id: number }
  | { type: 'helperDied'; id: number; reason: string }
  | { type: 'shutDown' };

/**
 * The runner's interpreter worker: JSON requests of the harness in, JSON replies out, in order. `files` are written under an
 * absolute `path`; those of the `cubicle` package come first, under PYTHON_PATH. `broken`: it will never answer again.
 */
export const PYTHON_PATH = '/lib/cubicle-python';
export type RunnerRequest =
  | { type: 'files'; requestId: number; path: string; files: Record<string, Uint8Array> }
  | { type: 'call'; requestId: number; request: string };
export type RunnerReply =
  | { type: 'ready'; bootMs: number }
  | {
      type: 'done';
      requestId: number;
      reply: string /** Memory of the interpreter after the call. */;
      heapBytes: number;
    }
  | { type: 'broken'; message: string };
