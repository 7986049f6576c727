import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder, by its path with `/`. */
export function readFolder(folder: string, below = ''): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  if (!existsSync(join(folder, below))) return found;
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    if (statSync(join(folder, path)).isDirectory())
      for (const [one, body] of readFolder(folder, path)) found.set(one, body);
    else found.set(path, readFileSync(join(folder, path)));
  }
  return found;
}
