import { expect, test } from 'vitest';
import { listHosts, placesOf, stationUrl } from './listHosts';
import type { Pairing, SeenHost } from './Pairing';

const seen = (name: string, address = `10.0.0.${name.length}`): SeenHost => ({
  fingerprint: name.repeat(64).slice(0, 64),
  room: name,
  address,
  port: 4700,
});
const paired = (name: string, address: string): Pairing => ({ ...seen(name, address), token: 't'.repeat(43) });

test('each host once: paired and present, new, away', () => {
  const hosts = listHosts(
    [seen('c'), seen('b'), seen('b', '10.9.9.9'), seen('a')],
    [paired('b', '10.0.0.77'), paired('d', '10.0.0.9')],
  );
  expect(hosts.map(({ room, paired, online }) => [room, paired, online])).toEqual([
    ['b', true, true],
    ['a', false, true],
    ['c', false, true],
    ['d', true, false],
  ]);
  expect(hosts[0]?.address).toBe('10.0.0.1');
});

test('a paired host is sought where it announces itself first, then where it was', () => {
  expect(placesOf(paired('b', '10.0.0.77'), [seen('a'), seen('b', '10.0.0.5')])).toEqual([
    { address: '10.0.0.5', port: 4700 },
    { address: '10.0.0.77', port: 4700 },
  ]);
  expect(placesOf(paired('b', '10.0.0.77'), [seen('b', '10.0.0.77')])).toEqual([{ address: '10.0.0.77', port: 4700 }]);
});

test('the page of a station, with its token where no server sees it', () => {
  expect(stationUrl({ address: '10.0.0.5', port: 4700 }, 'a+b')).toBe('https://10.0.0.5:4700/station/#token=a%2Bb');
  expect(stationUrl({ address: 'fe80::1', port: 4700 }, 't')).toBe('https://[fe80::1]:4700/station/#token=t');
});
