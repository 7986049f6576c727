import { Encoder } from 'socket.io-msgpack-parser';
import { MESSAGE_BYTES, type Refusal } from '../../protocol/message';

/** For type, name, namespace and number of the message. */
const ENVELOPE_BYTES = 1024;

/** Why a message cannot be sent, in words for whoever wrote it; null when it can be. The host would close the line on it, at every try. */
export function refuseTooLong(payload: object): Refusal | null {
  const bytes = encode(payload).reduce((sum, part) => sum + part.byteLength, 0);
  if (bytes <= MESSAGE_BYTES - ENVELOPE_BYTES) return null;
  const kilobytes = (count: number): number => Math.ceil(count / 1024);
  return {
    code: 'message/tooLong',
    message: `This is too long to be sent: ${kilobytes(bytes)} kB, and ${kilobytes(MESSAGE_BYTES) - 1} kB at most. Please shorten it, then try again.`,
  };
}

const encode = (payload: object): ArrayBuffer[] => [new Encoder().encode(payload)].flat();
