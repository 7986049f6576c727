import { expect, it } from 'vitest';
import { lanAddresses } from './lanAddresses';

const on = (address: string, rest: object = {}) => [
  { address, family: 'IPv4', internal: false, netmask: '255.255.255.0', ...rest },
];

it('finds the networks that machines of a lab share with this one', () => {
  const interfaces = {
    lo: on('127.0.0.1', { internal: true }),
    eth0: [...on('192.168.1.20'), { address: 'fe80::1', family: 'IPv6', internal: false, netmask: 'ffff::' }],
    'Wi-Fi': on('10.0.0.5', { family: 4 }),
    Ethernet: on('169.254.3.4', { netmask: '255.255.0.0' }),
    docker0: on('172.17.0.1'),
    'br-0a1b': on('172.18.0.1'),
    'vEthernet (WSL)': on('172.20.0.1'),
    wg0: on('10.9.0.2', { netmask: '255.255.255.255' }),
    utun3: on('100.64.0.2'),
    gone: undefined,
  };
  expect(lanAddresses(interfaces)).toEqual(['10.0.0.5', '169.254.3.4', '192.168.1.20']);
  expect(lanAddresses({})).toEqual([]);
});
