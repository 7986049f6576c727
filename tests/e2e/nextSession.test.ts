import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectLine, expectOk, type Line, type StationTables } from '../../main/cli/connectLine.node';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { type ConsoleEnd, openConsole } from '../../main/cli/openConsole.node';
import { hashToken, newToken } from '../../main/host/stations/newToken.node';
import { PROTOCOL_VERSION, type StationAck } from '../../protocol/message';
import type { StationView } from '../../protocol/view';
import { briefStudy } from '../briefStudy';
import { startHost, type StartingHost } from '../faults/startHost';

const noSeat = 'No seat is free for this station now. It joins the next session by itself.';
const WAIT = { timeout: 20_000, interval: 20 };

type Station = { line: Line<StationTables>; views: StationView[]; hellos: StationAck<'station:hello'>[] };

const pairedToken = newToken();
const surplusToken = newToken();
const lines: Line<StationTables>[] = [];
let dataDir: string;
let starting: StartingHost | null = null;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cubicle-next-'));
  mkdirSync(join(dataDir, 'studies', 'brief'), { recursive: true });
  writeFileSync(join(dataDir, 'studies', 'brief', 'study.yaml'), briefStudy);
  mkdirSync(join(dataDir, 'host'));
  const stations = [pairedToken, surplusToken].map((token, number) => ({
    station: `kiosk${number}`,
    name: `Kiosk ${number}`,
    tokenHash: hashToken(token),
    pairedAt: '2026-01-01T00:00:00Z',
  }));
  writeFileSync(join(dataDir, 'host', 'room.json'), JSON.stringify({ name: 'Lab', stations }));
});
afterAll(async () => {
  for (const line of lines) line.close();
  await starting?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A window with this token. One that does not `heed` the host's call keeps its connection and says nothing more. */
function sit(url: string, token: string, heeds = true): Station {
  const station: Station = {
    line: connectLine({ url: `${url}/station`, connected: () => void sayHello() }),
    views: [],
    hellos: [],
  };
  lines.push(station.line);
  async function sayHello(): Promise<void> {
    const ack = await station.line.request('station:hello', { protocol: PROTOCOL_VERSION, token });
    station.hellos.push(ack);
    if (ack.ok) station.views.push(ack.view);
  }
  station.line.on('station:view', (view) => {
    if (!view.sayHello) station.views.push(view);
    else if (heeds) void sayHello();
  });
  return station;
}

async function linkToken(end: ConsoleEnd): Promise<string> {
  const { url } = expectOk(await end.request('seat:link', {}));
  return new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';
}

const seatsOf = (end: ConsoleEnd) => end.view().session?.seats.map(({ seat, connected }) => ({ seat, connected }));
const lastOf = ({ views }: Station) => views.at(-1);

test('a new session takes in the paired stations of the one before, and nobody sits in it by an old seat', async () => {
  starting = startHost({ dataDir, port: await findFreePort() });
  const host = await starting.ready;
  const end = await openConsole(host);
  const create = async () => expectOk(await end.request('session:create', { study: 'brief' })).session;

  const first = await create();
  const kiosk = sit(host.url, pairedToken);
  await vi.waitFor(() => expect(lastOf(kiosk)).toMatchObject({ session: first, seat: 'LAB01' }), WAIT);
  const deaf = sit(host.url, await linkToken(end), false);
  await vi.waitFor(() => expect(lastOf(deaf)).toMatchObject({ session: first, seat: 'LAB02' }), WAIT);
  const window = sit(host.url, await linkToken(end));
  await vi.waitFor(() => expect(lastOf(window)).toMatchObject({ session: first, seat: 'LAB03' }), WAIT);
  const surplus = sit(host.url, surplusToken);
  await vi.waitFor(() => expect(lastOf(surplus)?.screen).toMatchObject({ kind: 'waiting', text: noSeat }), WAIT);
  // The console hears of a seat a moment after the station.
  await vi.waitFor(() => expect(end.view().session?.seats.length).toBe(3), WAIT);
  expectOk(await end.request('session:start', {}, 60_000));
  expectOk(await end.request('session:end', {}));
  await vi.waitFor(() => expect(lastOf(window)?.screen.kind).toBe('end'), WAIT);
  const screens = [kiosk, deaf, window].map(lastOf);
  expectOk(await end.request('session:close', {}));
  // What is sent on one line arrives in order: a view would come before this answer.
  for (const { line } of [kiosk, deaf, window]) await line.request('time:ping', {});
  expect([kiosk, deaf, window].map(lastOf)).toEqual(screens);

  const second = await create();
  await vi.waitFor(() => expect(lastOf(surplus)).toMatchObject({ session: second }), WAIT);
  await vi.waitFor(() => expect(lastOf(kiosk)).toMatchObject({ session: second }), WAIT);
  const seatsOfPaired = [kiosk, surplus].map((one) => lastOf(one)?.seat ?? '').sort();
  expect(seatsOfPaired).toEqual(['LAB01', 'LAB02']);
  await vi.waitFor(() => expect(window.hellos.at(-1)).toMatchObject({ error: { code: 'station/unknown' } }), WAIT);
  const newcomer = sit(host.url, await linkToken(end));
  await vi.waitFor(() => expect(lastOf(newcomer)).toMatchObject({ session: second, seat: 'LAB03' }), WAIT);
  expectOk(await end.request('session:start', {}, 60_000));
  await vi.waitFor(() => expect(lastOf(newcomer)?.screen.kind).toBe('page'), WAIT);

  expect(await deaf.line.request('scene:advance', { scene: 'welcome' })).toMatchObject({ ok: false });
  expect(await newcomer.line.request('scene:advance', { scene: 'welcome' })).toEqual({ ok: true });
  await vi.waitFor(() => expect(lastOf(newcomer)?.screen.kind).toBe('end'), WAIT);
  expect(deaf.views.map(({ session }) => session)).not.toContain(second);
  // Its absence is not that of who has a seat of the same name now.
  deaf.line.close();
  window.line.close();
  kiosk.line.close();
  surplus.line.close();
  await vi.waitFor(
    () =>
      expect(seatsOf(end)).toEqual([
        { seat: 'LAB01', connected: false },
        { seat: 'LAB02', connected: false },
        { seat: 'LAB03', connected: true },
      ]),
    WAIT,
  );
  end.close();
  expect(await host.stop(), host.output()).toBe(0);
  starting = null;
});
