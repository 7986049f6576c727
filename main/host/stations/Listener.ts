/** One address that the host listens at, and the names by which it may be called there. */
export type Listener = {
  kind: 'loopback' | 'lan';
  address: string;
  port: number;
  /** `host:port`, lower case. */
  hosts: ReadonlySet<string>;
  /** `scheme://host:port`, lower case. */
  origins: ReadonlySet<string>;
};

/**
 * @param names host names and addresses of this listener
 * @param port browsers leave the port out of Host and Origin when it is the scheme's own
 */
export function describeListener(
  kind: Listener['kind'],
  address: string,
  port: number,
  names: readonly string[],
): Listener {
  const scheme = kind === 'lan' ? 'https' : 'http';
  const isDefaultPort = port === (kind === 'lan' ? 443 : 80);
  const hosts = names
    .flatMap((name) => (isDefaultPort ? [`${name}:${port}`, name] : [`${name}:${port}`]))
    .map((host) => host.toLowerCase());
  return { kind, address, port, hosts: new Set(hosts), origins: new Set(hosts.map((host) => `${scheme}://${host}`)) };
}
