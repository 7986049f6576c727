import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inRoot } from '../../build/scripts/paths.mjs';
import { expectOk } from '../../main/cli/connectLine.node';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { type ConsoleEnd, openConsole } from '../../main/cli/openConsole.node';
import { createTestBot, type TestBot } from '../../main/cli/testBot/createTestBot.node';
import { openJournal } from '../../main/host/record/openJournal.node';
import type { StoredRow } from '../../protocol/journal';
import { isRunning, type ProcessMark } from '../faults/processMarks';
import { killNow, type StartedHost, startHost, type StartingHost } from '../faults/startHost';
import { runCubicle } from './runCubicle';

const WITHIN_MS = 120_000;
const study = `cubicle: 1
name: vanishing
title: Vanishing
version: "1"
description: Two who play together, and a partner who takes over.
seats: { min: 2, max: 2 }
environments:
  volley:
    file: env.py
    class: SlimeVolley
    kwargs: { points_to_win: 1000, max_ticks: 1000000 }
    canvas: { width: 800, height: 450 }
policies:
  partner: { kind: onnx, model: policies/partner.onnx, metadata: policies/partner.json }
scenes:
  - { id: lobby, kind: lobby, text: Please wait., groupSize: 2 }
  - id: play
    kind: game
    environment: volley
    roles: { left: human, right: human }
    fill: partner
    takeOver: { policy: partner, afterS: 1 }
    maxTicks: 100000
    countdownS: 0
    resumeS: 0
    keys: { ArrowLeft: 1, ArrowRight: 2, ArrowUp: 3 }
  - { id: end, kind: end, text: Thank you. }
`;

let dataDir: string;
let starting: StartingHost | null = null;
const bots: TestBot[] = [];
const helpers: ProcessMark[] = [];

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cubicle-vanish-'));
  const folder = join(dataDir, 'studies', 'vanishing');
  mkdirSync(folder, { recursive: true });
  for (const file of ['env.py', 'physics.py', 'drawing.py', 'policies'])
    cpSync(inRoot(`environments/volley/${file}`), join(folder, file), { recursive: true });
  writeFileSync(join(folder, 'study.yaml'), study);
});
afterAll(async () => {
  for (const bot of bots) bot.close();
  if (starting) helpers.push(...(await starting.kill()));
  for (const one of helpers) if (isRunning(one)) killNow(one.pid);
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(port: number): Promise<StartedHost> {
  starting = startHost({ dataDir, port });
  return starting.ready;
}

function sitDown(host: StartedHost, token: string, seat: string): TestBot {
  const bot = createTestBot({ url: host.url, token, seat, seed: 1, pace: 'realtime', log: () => undefined });
  bots.push(bot);
  return bot;
}

async function until(what: string, met: () => boolean): Promise<void> {
  const untilMs = performance.now() + WITHIN_MS;
  while (!met()) {
    if (performance.now() > untilMs) throw new Error(`It did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const takenOver = (end: ConsoleEnd): string | null | undefined => {
  const member = end.view().session?.games[0]?.members['right'];
  return member && (member.takenOver ?? null);
};
/** Plays on for so many ticks. */
async function playOn(end: ConsoleEnd, ticks: number): Promise<void> {
  const tick = (): number => Object.values(end.live().games)[0]?.tick ?? 0;
  await until('the game goes on', () => tick() > 0);
  const from = tick();
  await until('the game goes on', () => tick() >= from + ticks);
}

test('a partner plays on for a station that vanished, over a kill of the host, until it is back', async () => {
  const port = await findFreePort();
  let host = await start(port);
  let end = await openConsole(host);
  expectOk(await end.request('session:create', { study: 'vanishing', seed: 5 }));
  const tokens: string[] = [];
  for (const seat of ['LAB01', 'LAB02']) {
    const { url } = expectOk(await end.request('seat:link', {}));
    const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';
    tokens.push(token);
    await sitDown(host, token, seat).seated;
  }
  expectOk(await end.request('session:start', {}, 60_000));
  await playOn(end, 15);
  expect(takenOver(end)).toBeNull();

  bots[1]?.close();
  await until('the partner takes over', () => takenOver(end) === 'partner');
  await playOn(end, 15);
  // A game that the operator has paused stays so over the death of the host.
  const game = end.view().session?.games[0]?.game ?? '';
  expectOk(await end.request('game:pause', { game }));
  const confirmedMs = Date.now();
  const folder = end.view().recording?.folder ?? '';
  end.close();
  helpers.push(...(await host.kill()));

  host = await start(port);
  end = await openConsole(host);
  await until('the session is there again', () => takenOver(end) !== undefined);
  expect(takenOver(end)).toBe('partner');
  await until('its interpreter is there', () => Object.keys(end.live().games).length > 0);
  expect(end.view().session?.games[0]?.paused).toBe(true);
  expectOk(await end.request('game:resume', { game }));
  await playOn(end, 15);

  await sitDown(host, tokens[1] ?? '', 'LAB02').seated;
  await until('the participant has the agent back', () => takenOver(end) === null);
  await playOn(end, 15);
  expect(end.view().session?.notices.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^LAB02 has been gone for 1\.\d s: partner plays right in game play\.LAB01\+LAB02\.$/),
      'LAB02 is back and plays right in game play.LAB01+LAB02 again.',
    ]),
  );
  expectOk(await end.request('session:end', {}));
  expectOk(await end.request('session:close', {}));
  end.close();
  expect(await host.stop(), host.output()).toBe(0);

  const rows = await readRows(folder);
  const events = rows.flatMap(({ kind, body, atMs }) =>
    kind === 'event' && (body.type === 'agentTakenOver' || body.type === 'agentHandedBack')
      ? [{ type: body.type, atMs }]
      : [],
  );
  expect(events.map(({ type }) => type)).toEqual(['agentTakenOver', 'agentHandedBack']);
  const pauses = rows.flatMap(({ kind, body, atMs }) =>
    kind === 'event' && (body.type === 'gamePaused' || body.type === 'gameResumed') ? [{ type: body.type, atMs }] : [],
  );
  expect(pauses.map(({ type }) => type)).toEqual(['gamePaused', 'gameResumed']);
  // The game plays while its pause becomes durable. Once that is confirmed, one step may have been under way.
  const resumedAtMs = pauses.at(-1)?.atMs ?? 0;
  const whilePaused = rows.filter(
    ({ kind, atMs, wall }) => kind === 'tick' && Date.parse(wall) > confirmedMs && atMs < resumedAtMs,
  );
  expect(whilePaused.length).toBeLessThan(2);
  const ticks = rows.flatMap((row) => (row.kind === 'tick' ? [row.body] : []));
  expect(ticks.map(({ tick }) => tick)).toEqual(ticks.map((_, index) => index + 1));
  const actors = ticks.map(({ policies }) => (policies['right']?.inPlaceOf === undefined ? 'h' : 'p')).join('');
  expect(actors).toMatch(/^h{15,}p{30,}h{5,}$/);
  expect(ticks.some(({ policies }) => 'left' in policies)).toBe(false);
  const answered = ticks.filter(({ policies }) => policies['right']?.fallback === null);
  expect(answered.length).toBeGreaterThan(15);

  const verified = await runCubicle(['verify', folder]);
  expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
}, 300_000);

async function readRows(folder: string): Promise<StoredRow[]> {
  const workerFile = inRoot('dist/host/record.cjs');
  const journal = await openJournal({
    file: join(folder, 'journal.sqlite'),
    create: false,
    readOnly: true,
    workerFile,
  });
  const rows: StoredRow[] = [];
  try {
    await journal.rows({ kinds: ['event', 'tick'] }, (more) => void rows.push(...more));
  } finally {
    await journal.close();
  }
  return rows;
}
