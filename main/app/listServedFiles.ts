import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of a folder and of what is in it, as a list for `servePrivateScheme`: path with forward slashes → file.
 * Links and hidden files are left out. Empty when there is no such folder.
 */
export function listServedFiles(folder: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const [name, path] = [prefix + entry.name, join(folder, entry.name)];
    if (entry.isFile()) files.set(name, path);
    if (entry.isDirectory()) for (const [inner, file] of listServedFiles(path, `${name}/`)) files.set(inner, file);
  }
  return files;
}
