import { readFolder } from './readFolder.node';

/** The `cubicle` Python package for the interpreters, from its folder (`environments/cubicle`): `cubicle/<file>` → bytes. */
export async function readPythonPackage(folder: string): Promise<Record<string, Uint8Array>> {
  const files = await readFolder(folder, (path) => path.endsWith('.py'));
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`cubicle/${path}`, bytes]));
}
