/** As `os.networkInterfaces()` gives them. */
export type Interfaces = Readonly<
  Record<
    string,
    readonly { address: string; family: string | number; internal: boolean; netmask: string }[] | undefined
  >
>;

/** Bridges of containers and virtual machines, and tunnels: none of them leads to the machines of a lab. */
const notALan =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|lxc|lxd|cni|flannel|tun|utun|wg|ppp|tailscale|zt|awdl|llw)/i;

/** The IPv4 addresses at which the machines of the LAN can reach this one, in a fixed order. */
export function lanAddresses(interfaces: Interfaces): string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
    notALan.test(name) ? [] : (addresses ?? []),
  );
  const usable = found.filter(
    ({ family, internal, netmask }) =>
      (family === 'IPv4' || family === 4) && !internal && netmask !== '255.255.255.255',
  );
  return [...new Set(usable.map(({ address }) => address))].sort();
}
