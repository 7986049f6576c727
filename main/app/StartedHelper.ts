import type { MessagePortMain } from 'electron';

/** A process that works for the host: its message port, the way to end it at once, and the reason once it is gone. */
export type StartedHelper<P = MessagePortMain> = { port: P; kill(): void; died: Promise<string> };
