import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { hashText } from './hashText.node';
import { isAlive, markThisProcess, processMark } from './takeJournalLock.node';

const owner = processMark.extend({ program: z.literal('cubicle'), machine: z.string() });
const ownerFile = 'owner.json';
/** Making a folder and marking it takes a moment, and even a stopped machine not so long. */
const unmarkedAtMostMs = 60 * 60 * 1000;

/** A temporary folder that says which process works in it. */
export type OwnedFolder = { folder: string; drop(): void };

/**
 * Makes `<mark>XXXXXX` in `parent`, and first removes those that killed processes of this machine left there. What somebody
 * still works in stays, and what another machine made on a shared disk.
 * @throws whatever the disk says
 */
export function createOwnedFolder(parent: string, mark: string): OwnedFolder {
  sweepOwnedFolders(parent, mark);
  const folder = mkdtempSync(join(parent, mark));
  const drop = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const mine: z.infer<typeof owner> = { ...markThisProcess(), program: 'cubicle', machine: thisMachine() };
    writeFileSync(join(folder, ownerFile), `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  } catch (cause) {
    drop();
    throw cause;
  }
  return { folder, drop };
}

/** Removes what killed processes of this machine left. What cannot be removed now is left to the next time. */
export function sweepOwnedFolders(parent: string, mark: string): void {
  for (const name of namesIn(parent)) {
    if (!name.startsWith(mark) || !/^[A-Za-z0-9]{6}$/.test(name.slice(mark.length))) continue;
    try {
      sweepOne(join(parent, name));
    } catch {
      // Not ours, not ours to read, or not marked yet.
    }
  }
}

function sweepOne(folder: string): void {
  const file = join(folder, ownerFile);
  if (!existsSync(file)) {
    // Killed before it was marked. A folder with something in it is not removed in this way.
    if (Date.now() - statSync(folder).mtimeMs > unmarkedAtMostMs) rmdirSync(folder);
    return;
  }
  const mine = owner.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (mine.machine === thisMachine() && !isAlive(mine)) rmSync(folder, { recursive: true, force: true });
}

function namesIn(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

/**
 * Tells this machine from others that see the same disk: by its name and its network cards, since machines are cloned. If that
 * changes, a forgotten folder stays, which is the better mistake.
 */
function thisMachine(): string {
  const cards = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ mac }) => mac));
  return hashText([hostname(), ...[...new Set(cards)].sort()].join('\n')).slice(0, 16);
}
