import type { Ack } from '../../protocol/message';
import type { RoomView } from '../../protocol/view';

/** The room as the operator sees it: open to the LAN or not, its paired stations, and those that ask to be let in. */
export type RoomDesk = {
  view(): RoomView;
  open(): Promise<Ack<object>>;
  close(): Promise<Ack<object>>;
  answerPairing(pairing: string, accept: boolean): Promise<Ack<object>>;
};
