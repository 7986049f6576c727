import type { Ack } from '../../../protocol/message';

/** The ack of a message, and what to do once it is on its way. */
export type Answer = { ack: Ack<object>; afterwards?: () => void };
