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
  kill(): void;
  /** Settles once, when the process or its worker is gone; the text says why. */
  died: Promise<string>;
};

/** How the host comes by processes of its own: filled by Electron main in the app, by forked Node children without it. */
export type Helpers = {
  start(kind: HelperKind): Promise<Helper>;
  /** Where the runners it starts look for a snapshot to start from (see RunnerReply); null: they have none. */
  snapshotFile: string | null;
};

/** Keeps passwords encrypted by the operating system's key store; null where there is none that is worth the name. */
export type Vault = { seal(text: string): Promise<string | null>; unseal(sealed: string): Promise<string | null> };

/** Host → Electron main, over the utility process's parent port. */
export type HostToApp =
  | { type: 'ready'; consoleUrl: string; port: number }
  | { type: 'failed'; message: string }
  /** At every change: whether closing the app now would interrupt a session. */
  | { type: 'sessionRunning'; running: boolean }
  /** The folder of the record that is open now: what a host that follows a dead one takes up. */
  | { type: 'recordOpen'; folder: string | null }
  | { type: 'startHelper'; id: number; kind: HelperKind }
  | { type: 'killHelper'; id: number }
  /** Both are answered by `secret`. */
  | { type: 'seal'; id: number; text: string }
  | { type: 'unseal'; id: number; sealed: string };
/** Electron main → host. With `helperStarted` comes the message port. */
export type AppToHost =
  | { type: 'helperStarted'; id: number }
  | { type: 'helperDied'; id: number; reason: string }
  | { type: 'secret'; id: number; text: string | null }
  | { type: 'shutDown' };

/** Where the `cubicle` package lies in an interpreter. */
export const PYTHON_PATH = '/lib/cubicle-python';
/**
 * What a runner's interpreter is asked, in this order: `boot` once, with the `cubicle` package (path below PYTHON_PATH → bytes),
 * and whether it shall give a snapshot if it has to start without one; then `files`, to be written under an absolute `path` and
 * answered with `{"ok":true,"folder":…}`, where they are for the interpreter's own code, and `call`, a JSON request of the harness.
 */
export type RunnerRequest =
  | { type: 'boot'; files: Record<string, Uint8Array>; keep: boolean }
  | { type: 'files'; requestId: number; path: string; files: Record<string, Uint8Array> }
  | { type: 'call'; requestId: number; request: string };
/**
 * What it answers: `ready` to `boot`, one `done` for each request thereafter, in order. `broken`: it will never answer again.
 * A `snapshot` is the memory of an interpreter that has just started, as a file (readSnapshot): one that finds it in
 * `Helpers.snapshotFile` starts in a tenth of the time. It is taken before any study's code is there.
 */
export type RunnerReply =
  | {
      type: 'ready';
      bootMs: number;
      /** Why it did not start from a snapshot; null when it did. */
      cold: string | null;
    }
  | { type: 'snapshot'; bytes: Uint8Array }
  | {
      type: 'done';
      requestId: number;
      reply: string;
      /** Memory of the interpreter after the call. */
      heapBytes: number;
    }
  | { type: 'broken'; message: string };
