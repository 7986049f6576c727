import type { Refusal } from '../../protocol/message';

/** How things stand between this page and its host. */
export type LinkState =
  /** Never answered yet. */
  | { phase: 'connecting' }
  | { phase: 'ready' }
  /** Was ready; comes back by itself. */
  | { phase: 'lost' }
  /** The host said no to our hello; `retry` tries again. */
  | { phase: 'refused'; error: Refusal }
  /** Closed on purpose; nothing comes back by itself. */
  | { phase: 'closed' };
