import { becomeChild } from './becomeChild.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, rootFolder } from './paths.mjs';
import { stopWith } from './say.mjs';

/** `npm run bench [-- NAME…]`: the measurements of tests/bench against the built programs. */
async function bench(args) {
  await ensureInstalled();
  await ensureBuilt();
  return becomeChild(process.execPath, [inRoot('tests/bench/run.mjs'), ...args], rootFolder);
}

process.exitCode = await bench(process.argv.slice(2)).catch(stopWith);
