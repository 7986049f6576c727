import { Bonjour } from 'bonjour-service';
import { SERVICE_TYPE } from '../../../../protocol/pairing';

export type Advertised = { stop(): Promise<void> };

/** Tells the LAN by mDNS that this host is here. `log` hears when the network does not take it. */
export function advertise({
  room,
  fingerprint,
  port,
  log,
}: {
  room: string;
  fingerprint: string;
  port: number;
  log(line: string): void;
}): Advertised {
  const bonjour = new Bonjour(undefined, (error: unknown) =>
    log(`mDNS: ${error instanceof Error ? error.message : String(error)}`),
  );
  const short = fingerprint.slice(0, 8);
  // The fingerprint in the name keeps two rooms of one name apart, and two machines of one host name.
  bonjour.publish({
    name: `${room} ${short}`.slice(0, 60),
    host: `cubicle-${short}.local`,
    type: SERVICE_TYPE,
    port,
    txt: { v: '1', room, fp: fingerprint },
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        bonjour.unpublishAll(() => bonjour.destroy(() => resolve()));
      }),
  };
}
