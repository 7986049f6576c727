import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AdvertisedHost } from '../../main/host/stations/discovery/hostList';
import type { PairedHost } from '../../main/host/stations/discovery/pairWithHost.node';
import type { RoomView } from '../../protocol/view';
import { createLan, type Lan, whyNoLan } from './createLan';
import { type Program, startProgram } from './startProgram';

const why = whyNoLan();
if (why !== null) console.warn(`The tests on a LAN of network namespaces are skipped: ${why}.`);

const addresses = { host: '10.77.0.1', other: '10.77.0.2', station: '10.77.0.3' };

describe.skipIf(why !== null)('a host and a station on a LAN', () => {
  let folder: string;
  let lan: Lan;
  const programs: Program[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cubicle-lan-'));
    for (const name of ['hostProgram', 'stationProgram']) {
      const bundle = await rolldown({
        input: join(__dirname, `${name}.ts`),
        platform: 'node',
        external: ['bufferutil', 'utf-8-validate'],
      });
      await bundle.write({ file: join(folder, `${name}.cjs`), format: 'cjs', codeSplitting: false });
      await bundle.close();
    }
    lan = createLan(addresses);
  });
  afterAll(async () => {
    for (const program of programs) await program.kill();
    lan.remove();
    await rm(folder, { recursive: true });
  });

  function run(machine: string, name: 'hostProgram' | 'stationProgram'): Program {
    const program = startProgram(lan.on(machine), join(folder, `${name}.cjs`));
    programs.push(program);
    return program;
  }

  async function runHost(machine: string): Promise<Program> {
    const host = run(machine, 'hostProgram');
    const data = await mkdtemp(join(folder, `${machine}-`));
    await mkdir(data, { recursive: true });
    await host.call('start', data);
    expect(await host.call('open')).toEqual({ ok: true });
    return host;
  }

  const within = (timeout: number) => ({ timeout, interval: 50 });
  const hostsOf = (station: Program) => station.call<AdvertisedHost[]>('hosts');
  const viewOf = (host: Program) => host.call<RoomView>('view');
  const waitForHosts = (station: Program, count: number, timeout: number) =>
    vi.waitFor(async () => {
      const hosts = await hostsOf(station);
      expect(hosts).toHaveLength(count);
      return hosts;
    }, within(timeout));

  async function pairUp(host: Program, station: Program, at: AdvertisedHost): Promise<PairedHost> {
    await station.call('pair', at.addresses[0], at.port);
    const row = await vi.waitFor(async () => {
      const [first] = (await viewOf(host)).pairings;
      if (!first) throw new Error('nobody asks');
      return first;
    }, within(5_000));
    await vi.waitFor(async () => expect(await station.call('code')).toBe(row.code), within(5_000));
    expect(await host.call('accept', row.pairing)).toEqual({ ok: true });
    return station.call<PairedHost>('paired');
  }

  it('find each other, pair, and stay together through a cable that is pulled', async () => {
    const host = await runHost('host');
    const station = run('station', 'stationProgram');
    await station.call('search');
    const [found] = await waitForHosts(station, 1, 5_000);
    if (!found) throw new Error('no host');
    const { fingerprint } = await viewOf(host);
    expect(found).toMatchObject({ fingerprint, addresses: [addresses.host] });

    const paired = await pairUp(host, station, found);
    expect(paired.fingerprint).toBe(fingerprint);
    const pem = await station.call<string>('certificate', addresses.host, found.port);
    await station.call('join', addresses.host, found.port, pem, paired.token);
    const count = async (what: string) =>
      (await station.call<{ what: string; atMs: number }[]>('happened')).filter((each) => each.what.startsWith(what));
    await vi.waitFor(async () => expect(await count('seated')).toHaveLength(1), within(5_000));

    const cutMs = await station.call<number>('now');
    lan.setCable('station', false);
    await vi.waitFor(async () => expect(await count('lost')).toHaveLength(1), within(5_000));
    const [lost] = await count('lost');
    expect((lost?.atMs ?? 0) - cutMs).toBeLessThan(2_500);
    await vi.waitFor(async () => expect(await host.call('heard')).toContain('gone LAB01'), within(5_000));
    const backMs = await station.call<number>('now');
    lan.setCable('station', true);
    await vi.waitFor(async () => expect(await count('seated')).toHaveLength(2), within(10_000));
    const seated = (await count('seated'))[1];
    expect((seated?.atMs ?? 0) - backMs).toBeLessThan(3_000);
    await station.call('leave');

    // Plain HTTP is not spoken here, and nothing of the host answers on the LAN when the room is closed.
    expect(await station.call('plain', addresses.host, found.port)).not.toMatch(/^\d+$/);
    await host.call('close');
    expect(await station.call('plain', addresses.host, found.port)).toBe('ECONNREFUSED');
    await waitForHosts(station, 0, 4_000);
    await host.kill();
    await station.kill();
  });

  it('do not mistake another host for the one they know, whatever it says of itself', async () => {
    const host = await runHost('host');
    const other = await runHost('other');
    const station = run('station', 'stationProgram');
    await station.call('search');
    const both = await waitForHosts(station, 2, 8_000);
    const [own, foreign] = [await viewOf(host), await viewOf(other)];
    expect(new Set(both.map(({ fingerprint }) => fingerprint))).toEqual(
      new Set([own.fingerprint, foreign.fingerprint]),
    );
    expect(new Set(both.map(({ room }) => room)).size).toBe(2);

    const known = both.find(({ fingerprint }) => fingerprint === own.fingerprint);
    const stranger = both.find(({ fingerprint }) => fingerprint === foreign.fingerprint);
    if (!known || !stranger) throw new Error('both were found');
    const paired = await pairUp(host, station, known);
    const pem = await station.call<string>('certificate', addresses.host, known.port);

    // The other host claims the certificate of the first one.
    await other.call('pretend', own.fingerprint, stranger.port, addresses.other);
    await vi.waitFor(
      async () =>
        expect(
          (await hostsOf(station)).some(
            (each) => each.fingerprint === own.fingerprint && each.addresses.includes(addresses.other),
          ),
        ).toBe(true),
      within(8_000),
    );
    await station.call('join', addresses.other, stranger.port, pem, paired.token);
    const happened = async () => (await station.call<{ what: string }[]>('happened')).map(({ what }) => what);
    await vi.waitFor(
      async () => expect((await happened()).join()).toMatch(/error: .*(self-signed|certificate|verify)/i),
      within(5_000),
    );
    expect(await happened()).not.toContain('seated');
    expect((await other.call<string[]>('heard')).filter((line) => line.startsWith('hello'))).toEqual([]);
    await other.call('stopPretending');
    for (const program of [host, other, station]) await program.kill();
  });

  it('find each other through lost packets, after a move to another address, and forget who has died', async () => {
    const host = await runHost('host');
    const station = run('station', 'stationProgram');
    lan.setLoss('station', 40);
    await station.call('search');
    const [found] = await waitForHosts(station, 1, 20_000);
    lan.setLoss('station', 0);

    lan.readdress('host', addresses.host, '10.77.0.9');
    await vi.waitFor(async () => {
      const view = await viewOf(host);
      expect(view.addresses).toEqual([`https://10.77.0.9:${found?.port}`]);
      const [again] = await hostsOf(station);
      expect(again?.fingerprint).toBe(view.fingerprint);
      expect(again?.addresses[0]).toBe('10.77.0.9');
    }, within(8_000));
    await pairUp(host, station, { addresses: ['10.77.0.9'], port: found?.port ?? 0, room: '', fingerprint: '' });

    await host.kill();
    await waitForHosts(station, 0, 14_000);
    lan.readdress('host', '10.77.0.9', addresses.host);
    await station.kill();
  });
});
