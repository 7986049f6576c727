import { useCallback, useState } from 'react';
import type { Ack } from '../../protocol/message';

export type Sending = {
  busy: boolean;
  /** What went wrong with the last try, with what to do. */
  error: string | null;
  /** Runs one message to its answer; a second call meanwhile does nothing. Settles with whether the host said yes. */
  run(send: () => Promise<Ack<object>>): Promise<boolean>;
};

/** The state of a button whose message is on its way. */
export function useSend(): Sending {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = useCallback(
    async (send: () => Promise<Ack<object>>) => {
      if (busy) return false;
      setBusy(true);
      setError(null);
      const ack = await send();
      setBusy(false);
      if (!ack.ok) setError(ack.error.message);
      return ack.ok;
    },
    [busy],
  );
  return { busy, error, run };
}
