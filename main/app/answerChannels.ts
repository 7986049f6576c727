import { ipcMain } from 'electron';
import type { z } from 'zod';
import { isFrom, type WindowKind } from './openWindow';

/** One message that a window may send: from whom, in what shape, and what is done. */
export type Channel = {
  from: WindowKind;
  answer(payload: unknown): Promise<unknown>;
};

/** A channel whose payload must meet a schema before anything is done with it. */
export function channel<T>(from: WindowKind, schema: z.ZodType<T>, answer: (payload: T) => Promise<unknown>): Channel {
  return {
    from,
    answer(payload) {
      const parsed = schema.safeParse(payload);
      if (!parsed.success) return Promise.reject(new Error('The window sent something that is not understood.'));
      return answer(parsed.data);
    },
  };
}

/** Answers the channels of a table, for their own windows only. Returns the way to stop. */
export function answerChannels(table: Record<string, Channel>): () => void {
  for (const [name, { from, answer }] of Object.entries(table)) {
    ipcMain.handle(name, (event, ...payload: unknown[]) => {
      if (!isFrom(from, event.sender, event.senderFrame)) throw new Error('This window may not ask for that.');
      if (payload.length > 1) throw new Error('The window sent something that is not understood.');
      return answer(payload[0]);
    });
  }
  return () => {
    for (const name of Object.keys(table)) ipcMain.removeHandler(name);
  };
}
