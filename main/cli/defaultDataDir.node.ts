import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where records are when nobody said where. */
export const defaultDataDir = (): string => join(homedir(), 'Cubicle');
