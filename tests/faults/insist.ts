import type { Ack } from '../../protocol/message';
import { outcomeOf } from './createWitness';

/** On a machine at its limit a connection may be given up and made again: then it is asked once more. */
export async function insist<T>(ask: () => Promise<Ack<T>>): Promise<Ack<T>> {
  for (;;) {
    const ack = await ask();
    if (outcomeOf(ack) !== 'lost') return ack;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
