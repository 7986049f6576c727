import { MESSAGE_BYTES } from '../../../protocol/message';
import { type RateLimit, stationRateLimit } from './rateLimit';

/** Everything about a connection that is bounded, with the figures a lab runs with. */
export type SocketLimits = {
  /** A cut is seen after at most interval + timeout on either side: 0.7 to 1.2 s, and a drop of half a second goes unnoticed. */
  pingIntervalMs: number;
  pingTimeoutMs: number;
  /** Bytes of one message. */
  messageBytes: number;
  /** Time to say hello. */
  identifyMs: number;
  rate: RateLimit;
  /** Messages of one connection that wait for their answer: more than one burst, so that only a slow host is protected by it. */
  unanswered: number;
  banMs: number;
  /** Bytes on their way to one screen beyond which frames are left out. */
  outboundBytes: number;
  /** A ping that has not come back for so long means that the far end reads slowly, whatever the buffers say. */
  slowPongMs: number;
  /** Bytes that have not moved for so long end the connection. */
  stuckMs: number;
  /** Wrong tokens and codes of one address in a minute. */
  wrongHellosPerMin: number;
};

export const socketLimits: SocketLimits = {
  pingIntervalMs: 500,
  pingTimeoutMs: 700,
  messageBytes: MESSAGE_BYTES,
  identifyMs: 3_000,
  rate: stationRateLimit,
  unanswered: 256,
  banMs: 10_000,
  outboundBytes: 256 * 1024,
  slowPongMs: 400,
  stuckMs: 3_000,
  wrongHellosPerMin: 10,
};

/**
 * For a simulation at full speed, in which every tick of every game is answered as fast as it can be: no frame may be left
 * out, and a machine at its limit answers a ping late without being away.
 */
export const lockstepSocketLimits: SocketLimits = {
  ...socketLimits,
  pingIntervalMs: 5_000,
  pingTimeoutMs: 20_000,
  slowPongMs: 20_000,
  outboundBytes: 64 * 1024 * 1024,
  stuckMs: 20_000,
  rate: {
    messagesPerS: 100_000,
    messageBurst: 100_000,
    bytesPerS: 64 * 1024 * 1024,
    byteBurst: 64 * 1024 * 1024,
    refusals: stationRateLimit.refusals,
  },
};
