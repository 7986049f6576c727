#!/usr/bin/env node
import { becomeChild } from './becomeChild.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { setQuiet, stopWith } from './say.mjs';

/** The command line from a checkout: install and build what is stale, then become the built program. */
async function runCubicle(args) {
  setQuiet(true);
  await ensureInstalled();
  await ensureBuilt();
  // Paths in the arguments are relative to where the person stands, which `npm run` leaves.
  const folder = process.env.npm_lifecycle_event === 'cubicle' ? process.env.INIT_CWD : process.cwd();
  return becomeChild(process.execPath, [inRoot('dist/cli/cubicle.cjs'), ...args], folder);
}

process.exitCode = await runCubicle(process.argv.slice(2)).catch(stopWith);
