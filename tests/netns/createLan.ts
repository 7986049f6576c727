import { execFileSync } from 'node:child_process';

/** A switch and the machines on it, each a network namespace of this Linux: packets go through the kernel and nowhere else. */
export type Lan = {
  /** Prefix of a command that runs it on a machine. */
  on(machine: string): string[];
  /** Pulls the cable of a machine, or puts it back. */
  setCable(machine: string, isIn: boolean): void;
  /** Takes an address from a machine and gives it another one. */
  readdress(machine: string, from: string, to: string): void;
  /** Drops so many of 100 packets on their way into a machine. */
  setLoss(machine: string, percent: number): void;
  remove(): void;
};

/** Why no LAN can be made here, in words; null when it can. */
export function whyNoLan(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  if (process.getuid?.() !== 0) return 'making network namespaces takes root';
  try {
    const probe = `cubicle-probe-${process.pid}`;
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    return null;
  } catch (error) {
    return `the command "ip netns" does not work here (${error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)})`;
  }
}

/** @param machines name → IPv4 address, all in one /24 */
export function createLan(machines: Readonly<Record<string, string>>): Lan {
  const space = (name: string) => `cub${process.pid}-${name}`;
  const names = Object.keys(machines);
  const portOf = (machine: string) => `p${names.indexOf(machine)}`;
  const remove = () => {
    for (const name of [...names, 'switch']) quietly(() => ip('netns', 'del', space(name)));
  };
  try {
    ip('netns', 'add', space('switch'));
    ip('-n', space('switch'), 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0');
    ip('-n', space('switch'), 'link', 'set', 'br0', 'up');
    for (const [name, address] of Object.entries(machines)) {
      ip('netns', 'add', space(name));
      ip(
        'link',
        'add',
        'eth0',
        'netns',
        space(name),
        'type',
        'veth',
        'peer',
        'name',
        portOf(name),
        'netns',
        space('switch'),
      );
      ip('-n', space('switch'), 'link', 'set', portOf(name), 'master', 'br0', 'up');
      ip('-n', space(name), 'addr', 'add', `${address}/24`, 'brd', '+', 'dev', 'eth0');
      for (const device of ['lo', 'eth0']) ip('-n', space(name), 'link', 'set', device, 'up');
      ip('-n', space(name), 'route', 'add', '224.0.0.0/4', 'dev', 'eth0');
    }
  } catch (error) {
    remove();
    throw error;
  }
  return {
    on: (machine) => ['ip', 'netns', 'exec', space(machine)],
    setCable: (machine, isIn) => ip('-n', space('switch'), 'link', 'set', portOf(machine), isIn ? 'up' : 'down'),
    readdress(machine, from, to) {
      ip('-n', space(machine), 'addr', 'del', `${from}/24`, 'dev', 'eth0');
      ip('-n', space(machine), 'addr', 'add', `${to}/24`, 'brd', '+', 'dev', 'eth0');
      quietly(() => ip('-n', space(machine), 'route', 'add', '224.0.0.0/4', 'dev', 'eth0'));
    },
    setLoss(machine, percent) {
      const nft = (...rest: string[]) =>
        execFileSync('ip', ['netns', 'exec', space(machine), 'nft', ...rest], { stdio: 'pipe' });
      quietly(() => nft('delete', 'table', 'inet', 'loss'));
      if (percent === 0) return;
      nft('add', 'table', 'inet', 'loss');
      nft('add', 'chain', 'inet', 'loss', 'in', '{ type filter hook input priority 0; }');
      nft(
        'add',
        'rule',
        'inet',
        'loss',
        'in',
        'iifname',
        'eth0',
        'numgen',
        'random',
        'mod',
        '100',
        '<',
        String(percent),
        'drop',
      );
    },
    remove,
  };
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // It was not there, which is what was wanted.
  }
}
