import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRun } from '../../build/scripts/runCommand.mjs';
import { rootFolder } from '../../build/scripts/paths.mjs';
import { chooseFromMenu, findStations } from './inspectApp';
import { launchApp, windowAt } from './launchApp';
import { finishStudy, gamePicture, putShortStudy, reachFirstGame, SHORT_STUDY } from './playStudy';
import { readArchive } from './readArchive';

const packed = join(rootFolder, 'release', 'linux-unpacked');
const program = join(packed, 'cubicle');
const resources = join(packed, 'resources');

describe.skipIf(process.platform !== 'linux')('the packed app', () => {
  let folder: string;
  const running: ChildProcess[] = [];

  function start(args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(
      program,
      ['--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'user')}`, ...args],
      {
        env: { ...process.env, ...env },
        cwd: folder,
      },
    );
    running.push(child);
    return child;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cubicle-packed-'));
    await mustRun(process.execPath, [join(rootFolder, 'build/scripts/package.mjs')], { output: 'keep' });
  }, 300_000);
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('holds what it runs, this system’s libraries alone, and nothing that only builds or tests it', () => {
    const files = readArchive(join(resources, 'app.asar'));
    for (const needed of [
      '/dist/main/main.cjs',
      '/dist/host/host.cjs',
      '/dist/host/record.cjs',
      '/dist/host/bots.cjs',
      '/dist/preload/runner.cjs',
      '/dist/runner/runner-web.js',
      '/dist/renderer/station/index.html',
      '/node_modules/pyodide/pyodide.asm.wasm',
      '/node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm',
      '/node_modules/@bokuweb/zstd-wasm/dist/common/zstd.wasm',
      '/environments/volley/study.yaml',
    ]) {
      expect(files, needed).toContain(needed);
    }
    expect(files.filter((path) => /\.(map|ts)$|\.test\.|__pycache__|^\/(tests|main|build|docs)\//.test(path))).toEqual(
      [],
    );
    const beside = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true }).map(String);
    expect(
      beside
        .filter((path) => /\.(node|dll|dylib|so(\.\d+)?)$/.test(path))
        .map((path) => path.split(/[\\/]/).slice(-3).join('/')),
    ).toEqual([`linux/${process.arch}/libonnxruntime.so.1`, `linux/${process.arch}/onnxruntime_binding.node`]);
    const packages = new Set(files.flatMap((path) => /^\/node_modules\/([^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual([
      '@bokuweb',
      'node-sqlite3-wasm',
      'onnxruntime-common',
      'onnxruntime-node',
      'pyodide',
    ]);
  });

  test('is no Node, whatever the environment asks for', async () => {
    const script = join(folder, 'script.cjs');
    createWriteStream(script).end(`require('fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '')`);
    for (const [args, env] of [
      [[script], { ELECTRON_RUN_AS_NODE: '1' }],
      [['--kisok'], { NODE_OPTIONS: `--require ${script}` }],
    ] as const) {
      const child = start([...args], env);
      await once(child, 'close');
      expect(child.exitCode, args.join(' ')).toBe(2);
    }
    const inspected = start(['--host', '--inspect=0'], { CUBICLE_TEST_DEBUG: '1' });
    let told = '';
    inspected.stderr?.on('data', (data: Buffer) => void (told += data.toString()));
    inspected.kill();
    await once(inspected, 'close');
    expect(told).not.toContain('Debugger listening');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  test('runs a study from the card to the export', { timeout: 300_000 }, async () => {
    // The packed app, but for the one byte that lets a test driver attach.
    const attachable = join(packed, 'cubicle-for-tests');
    copyFileSync(program, attachable);
    await flipFuses(attachable, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true });
    const own = join(folder, 'demo');
    putShortStudy(join(own, 'data'), 240);
    const exported = join(own, 'exported');
    const app = await launchApp({
      program: attachable,
      folder: own,
      args: ['--host'],
      env: { CUBICLE_TEST_SAVE_DIALOG: exported, CUBICLE_TEST_MESSAGE_BOX: '0' },
    });
    try {
      const operator = await windowAt(app.electron, /\/console\//);
      const card = operator.locator('.mantine-Card-root', { hasText: SHORT_STUDY });
      await card.getByRole('button', { name: 'Try it here' }).click();
      const stations = await findStations(app.electron, 2);
      await Promise.all(stations.map((page) => reachFirstGame(page)));
      await Promise.all(stations.map((page) => gamePicture(page)));
      await Promise.all(stations.map((page) => finishStudy(page, 90_000)));
      await operator.getByRole('button', { name: 'End…' }).click();
      await operator.getByRole('button', { name: 'End the session' }).click();
      await operator.getByText('Ended', { exact: true }).first().waitFor();
      await chooseFromMenu(app.electron, 'exportSession');
      await operator.getByRole('dialog').getByRole('button', { name: 'Export…' }).click();
      await operator.getByText('Exported', { exact: true }).waitFor({ timeout: 60_000 });
      expect(readFileSync(join(exported, 'SHA256SUMS'), 'utf8')).toMatch(/^[0-9a-f]{64} /m);
      // The partner's model ran: its answers are in the record, not only the action that stands in for them.
      expect(countPolicyAnswers(exported)).toBeGreaterThan(100);
      const [record] = readdirSync(join(own, 'data', 'short'));
      expect(existsSync(join(own, 'data', 'short', record ?? '', 'journal.sqlite'))).toBe(true);
      expect(await app.electron.evaluate(({ app: inside }) => inside.isPackaged)).toBe(true);
    } finally {
      await app.close();
      rmSync(attachable, { force: true });
    }
  });
});

/** Ticks in which a policy's own answer was played. */
function countPolicyAnswers(exported: string): number {
  const path = readdirSync(exported, { recursive: true })
    .map(String)
    .find((name) => name.endsWith('ticks.jsonl'));
  const rows = readFileSync(join(exported, path ?? ''), 'utf8')
    .trim()
    .split('\n');
  return rows.filter((row) => {
    const { policy, fallback } = JSON.parse(row) as { policy: string | null; fallback: string | null };
    return policy === 'partner' && fallback === null;
  }).length;
}
