import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: the folder that holds package.json. */
export const rootFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where downloads live that outlast a checkout (other Electron and Node builds). */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cubicle');

/** A path inside the checkout. */
export const inRoot = (...parts) => join(rootFolder, ...parts);
