import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { openConsole } from '../../main/cli/openConsole.node';
import { runCubicle, startCubicle } from './runCubicle';

const study = `cubicle: 1
name: native
title: Native
version: "1"
description: One short game in a native Python.
seats: { min: 1, max: 1 }
environments:
  field: { file: env.py, class: Field, runtime: python, canvas: { width: 100, height: 100 } }
scenes:
  - { id: play, kind: game, environment: field, roles: { a: human }, keys: { Space: 1 }, maxTicks: 5 }
  - { id: end, kind: end, text: Thank you. }
`;
const environment = `class Field:
    possible_agents = ["a"]

    def reset(self, seed=None, options=None):
        self.agents, self.t = ["a"], 0
        return {"a": 0}, {"a": {}}

    def step(self, actions):
        self.t += 1
        return {"a": self.t}, {"a": 1.0}, {"a": False}, {"a": False}, {"a": {}}

    def render(self, surface):
        surface.text(text=str(self.t), x=10, y=10, id="t")
`;

let folder: string;
let home: string;
let record: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-replay-'));
  home = join(folder, 'home');
  const source = join(folder, 'native');
  for (const made of [home, source]) mkdirSync(made);
  writeFileSync(join(source, 'study.yaml'), study);
  writeFileSync(join(source, 'env.py'), environment);
  const trusted = await runCubicle(['trust', source, '--data', home]);
  expect(trusted.exitCode, trusted.stderr).toBe(0);
  const out = join(folder, 'out');
  const options = ['--participants', '1', '--seed', '1', '--out', out, '--data', home, '--json'];
  const run = await runCubicle(['simulate', source, ...options]);
  expect(run.exitCode, run.stderr).toBe(0);
  record = String((JSON.parse(run.stdout) as { record: unknown }).record);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the replay of the record's game gives, trusting what is trusted in the data folder. */
async function replayWith(dataDir: string): Promise<unknown> {
  const port = String(await findFreePort());
  const replay = await startCubicle(['replay', record, '--data', dataDir, '--port', port], /#token=\S+\n/);
  const address = new URL(/http:\S+/.exec(replay.printed)?.[0] ?? '');
  const end = await openConsole({ url: address.origin, operatorToken: address.hash.replace('#token=', '') });
  try {
    const shown = { record: address.searchParams.get('replay') ?? '', game: 'play.LAB01', episode: 0, fromTick: 0 };
    return await end.request('replay:ticks', shown, 60_000);
  } finally {
    end.close();
    await replay.stop();
  }
}

test('a native study is shown again by what the data folder that was named trusts, and by no other', async () => {
  expect(await replayWith(home)).toMatchObject({ ok: true, ticks: 5, differsAt: null });
  expect(await replayWith(join(folder, 'elsewhere'))).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('no sandbox') as string },
  });
});
