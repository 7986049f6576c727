import { plainName, type Requirement } from '../../../../protocol/requirements';

/** What a wheel's file name says. */
export type Wheel = { file: string; name: string; version: string; python: string; abi: string; platform: string };

/** The platform of wheels that are compiled for the sandbox's interpreter. */
const SANDBOX_PLATFORM = 'pyemscripten_2026_0_wasm32';
const SANDBOX_PYTHON = 'cp314';

/** Reads `six-1.17.0-py2.py3-none-any.whl`; null: no wheel's name. */
export function readWheelName(file: string): Wheel | null {
  const parts = /^([\w.]+)-([\w.!+]+)(?:-\d\w*)?-([\w.]+)-([\w.]+)-([\w.]+)\.whl$/.exec(file);
  if (parts === null) return null;
  const [, name = '', version = '', python = '', abi = '', platform = ''] = parts;
  return { file, name: plainName(name), version, python, abi, platform };
}

/** Whether the interpreter in the sandbox can use it. */
export function suitsSandbox({ python, platform }: Wheel): boolean {
  const pythons = python.split('.');
  if (platform === 'any') return pythons.some((one) => /^py3(\d{1,2})?$/.test(one) && Number(one.slice(3) || 0) <= 14);
  return (
    platform.split('.').includes(SANDBOX_PLATFORM) && (pythons.includes(SANDBOX_PYTHON) || pythons.includes('py3'))
  );
}

export function isOf(wheel: Wheel, { name, version }: Requirement): boolean {
  return wheel.name === name && wheel.version === version;
}

/** What to say of a wheel that is not the one the study means. */
export function describeMismatch(file: string, { name, version, hashes }: Requirement, found: string): string {
  const expected = hashes.length === 1 ? hashes[0] : `one of ${hashes.join(', ')}`;
  return `${file} is not the ${name} ${version} that the study names: its sha256 is ${found}, expected ${expected}. Put the right file there, or correct the hash.`;
}
