import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder, rootFolder } from './paths.mjs';
import { say } from './say.mjs';

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/**
 * Run `work` while no other process of this checkout runs work of the same name: two terminals
 * may start at once, and both would install or build. A lock whose owner is gone is taken over.
 */
export async function withLock(name, work) {
  const checkout = createHash('sha256').update(rootFolder).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, 'locks', `${checkout}-${name}`);
  mkdirSync(join(cacheFolder, 'locks'), { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = readOwner(folder);
    if (owner === undefined ? isOld(folder) : !isAlive(owner)) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`waiting for another process (${owner ?? 'starting'}) that is doing the same: ${name}`);
    told = true;
    await delay(200);
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A lock without an owner is being written right now, or its maker died in between. */
function isOld(folder) {
  try {
    return Date.now() - statSync(folder).mtimeMs > 5000;
  } catch {
    return false;
  }
}

function readOwner(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
