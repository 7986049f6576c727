#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { setQuiet, stopWith } from './say.mjs';

/** The command line from a checkout: install and build what is stale, then become the built program. */
async function runCubicle(args) {
  setQuiet(true);
  await ensureInstalled();
  await ensureBuilt();
  // The person who called stays where they are: paths in the arguments are relative to their folder.
  const child = spawn(process.execPath, [inRoot('dist/cli/cubicle.cjs'), ...args], {
    cwd: process.env.npm_lifecycle_event === 'cubicle' ? process.env.INIT_CWD : process.cwd(),
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child by itself (same terminal); these only keep us alive until it has ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(exitCode ?? (signal ? 1 : 0)));
  });
  process.exitCode = code;
}

await runCubicle(process.argv.slice(2)).catch(stopWith);
