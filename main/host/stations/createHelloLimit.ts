import { type RateLimit, type RateState, startRate, takeMessage } from './rateLimit';

/** Slows down whoever guesses tokens or codes. */
export type HelloLimit = { isOpen(address: string): boolean; noteMiss(address: string): void };

const maxAddresses = 1_000;

/** @param missesPerMin wrong hellos that one address may make in a minute; at once, then at that pace */
export function createHelloLimit(missesPerMin: number, nowMs: () => number): HelloLimit {
  const limit: RateLimit = {
    messagesPerS: missesPerMin / 60,
    messageBurst: missesPerMin,
    bytesPerS: 0,
    byteBurst: 0,
    refusals: Number.POSITIVE_INFINITY,
  };
  const states = new Map<string, RateState>();
  const take = (address: string) => takeMessage(states.get(address) ?? startRate(limit, nowMs()), limit, 0, nowMs());
  return {
    isOpen: (address) => take(address).allowed,
    noteMiss(address) {
      const { state } = take(address);
      states.delete(address);
      states.set(address, state);
      const oldest = states.size > maxAddresses ? states.keys().next().value : undefined;
      if (oldest !== undefined) states.delete(oldest);
    },
  };
}
