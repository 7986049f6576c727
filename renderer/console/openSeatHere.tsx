import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { desktop } from '../shared/desktop';
import type { Console } from './createConsole';
import { tell } from './tell';

/**
 * Makes a seat and opens its window on this machine. Where no window can be opened by itself, the operator is given the link:
 * the seat is there in any case. Returns whether it is.
 */
export async function openSeatHere({ connection }: Console): Promise<boolean> {
  const link = await connection.emit('seat:link', {}, { once: true });
  if (!tell(link)) return false;
  try {
    await desktop.openStation(link.url);
  } catch (error) {
    notifications.show({
      color: 'orange',
      title: error instanceof Error ? error.message : String(error),
      message: (
        <Anchor href={link.url} target="_blank">
          {`Open ${link.seat} by hand`}
        </Anchor>
      ),
      autoClose: false,
    });
  }
  return true;
}
