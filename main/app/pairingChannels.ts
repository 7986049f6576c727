import { z } from 'zod';
import { bridgeChannels } from '../../protocol/bridge';
import { type Channel, channel } from './answerChannels';

/** What the local page may ask. */
export type PairingChannelDeps = {
  watch(): Promise<void>;
  pair(place: { address: string; port: number }): Promise<void>;
  join(hostId: string): Promise<void>;
  forget(hostId: string): Promise<void>;
  leave(): Promise<void>;
  chooseRole(role: 'host' | 'station'): Promise<void>;
  role(): Promise<'undecided' | 'station'>;
};

const nothing = z.undefined();
const hostId = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.strictObject({
  // A name or an address as it is typed; nothing of what else an address bar takes.
  address: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$|^[0-9A-Fa-f:]{2,45}$/),
  port: z.number().int().min(1).max(65535),
});

export function pairingChannels(deps: PairingChannelDeps): Record<string, Channel> {
  return {
    [bridgeChannels.watch]: channel('pairing', nothing, deps.watch),
    [bridgeChannels.pair]: channel('pairing', place, deps.pair),
    [bridgeChannels.join]: channel('pairing', hostId, deps.join),
    [bridgeChannels.forget]: channel('pairing', hostId, deps.forget),
    [bridgeChannels.leave]: channel('pairing', nothing, deps.leave),
    [bridgeChannels.chooseRole]: channel('pairing', z.enum(['host', 'station']), deps.chooseRole),
    [bridgeChannels.role]: channel('pairing', nothing, deps.role),
  };
}
