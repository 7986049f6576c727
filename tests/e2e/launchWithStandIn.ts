import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import { rootFolder } from '../../build/scripts/paths.mjs';
import type { Helper, HelperKind } from '../../protocol/process';
import { type LaunchedApp, launchApp } from './launchApp';

export type AppWithStandIn = LaunchedApp & { startHelper(kind: HelperKind): Promise<Helper> };

/** The app as it is built, but for its host: in its place a program that lets the test ask for helper processes. */
export async function launchWithStandIn(): Promise<AppWithStandIn> {
  const appFolder = mkdtempSync(join(tmpdir(), 'cubicle-stand-in-'));
  mkdirSync(join(appFolder, 'dist', 'host'), { recursive: true });
  for (const part of [
    'package.json',
    'node_modules',
    'environments',
    'dist/main',
    'dist/preload',
    'dist/renderer',
    'dist/runner',
    'dist/host/bots.cjs',
  ]) {
    symlinkSync(join(rootFolder, part), join(appFolder, part));
  }
  copyFileSync(join(rootFolder, 'tests/e2e/standInHost.cjs'), join(appFolder, 'dist/host/host.cjs'));
  const app = await launchApp({ appFolder, args: ['--host'] });
  const port = await vi.waitFor(
    () => {
      const found = /relay at (\d+);/.exec(app.output())?.[1];
      if (found === undefined) throw new Error(`no relay: ${app.output()}`);
      return Number(found);
    },
    { timeout: 30_000 },
  );
  return {
    ...app,
    startHelper: (kind) => startHelper(port, kind),
    async close() {
      await app.close();
      rmSync(appFolder, { recursive: true, force: true });
    },
  };
}

type Told = { started?: true; died?: string; message?: unknown };

function startHelper(port: number, kind: HelperKind): Promise<Helper> {
  const socket = connect(port, '127.0.0.1');
  const say = (order: object): void => {
    if (socket.writable) socket.write(`${JSON.stringify(order)}\n`);
  };
  const listeners: ((message: unknown) => void)[] = [];
  const early: unknown[] = [];
  return new Promise((resolve, reject) => {
    let tellDied: (reason: string) => void = () => undefined;
    const died = new Promise<string>((settle) => {
      tellDied = settle;
    });
    socket.on('error', reject);
    socket.on('close', () => tellDied('the app is gone'));
    createInterface({ input: socket }).on('line', (line) => {
      const told = JSON.parse(line) as Told;
      if (told.started) {
        resolve({
          port: {
            post: (message) => say({ post: encode(message) }),
            onMessage(listener) {
              listeners.push(listener);
              for (const message of early.splice(0)) listener(message);
            },
            close: () => socket.end(),
          },
          kill: () => say({ kill: true }),
          died,
        });
      } else if (told.died !== undefined) {
        tellDied(told.died);
        reject(new Error(told.died));
        socket.end();
      } else {
        const message = decode(told.message);
        if (listeners.length === 0) early.push(message);
        for (const listener of listeners) listener(message);
      }
    });
    say({ start: kind });
  });
}

/** Bytes go as base64: JSON has none. */
function encode(message: unknown): object {
  const { files, ...rest } = Object(message) as { files?: Record<string, Uint8Array> };
  if (files === undefined) return rest;
  const texts = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return { ...rest, files: Object.fromEntries(texts) as Record<string, string> };
}

function decode(message: unknown): unknown {
  const { file, ...rest } = Object(message) as { file?: string };
  if (file === undefined) return rest;
  const bytes = new Uint8Array(readFileSync(file));
  rmSync(dirname(file), { recursive: true });
  return { ...rest, bytes };
}
