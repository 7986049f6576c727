import { notifications } from '@mantine/notifications';
import type { Ack } from '../../protocol/message';

/** Shows what the host refused, in its words; returns whether it was done. */
export function tell<T extends object>(ack: Ack<T>, title = 'Not done'): ack is { ok: true } & T {
  if (!ack.ok) notifications.show({ color: 'red', title, message: ack.error.message, autoClose: 12_000 });
  return ack.ok;
}
