import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Requirement } from '../../../../protocol/requirements';
import { type FetchBytes, fetchWheel } from './fetchWheel.node';
import { describeMismatch, isOf, readWheelName, suitsSandbox } from './Wheel';

/** The wheels for the sandbox that are on this machine, by their SHA-256. */
export type WheelStore = {
  /** Takes what is not here from the study's folder `wheels`, or else from the network. Rejects in words. */
  gather(packages: readonly Requirement[], folder: string, say: (line: string) => void): Promise<void>;
  /** The packages of which no wheel is here. */
  missing(packages: readonly Requirement[]): Promise<Requirement[]>;
  /** File name → bytes. Rejects in words when one is not here, or not what it was. */
  read(packages: readonly Requirement[]): Promise<Record<string, Uint8Array>>;
};

export function createWheelStore(folder: string, fetchBytes?: FetchBytes): WheelStore {
  async function find({ hashes }: Requirement): Promise<{ hash: string; path: string; file: string } | null> {
    for (const hash of hashes) {
      const [file] = (await readdir(join(folder, hash)).catch(() => [])).filter((name) => name.endsWith('.whl'));
      if (file !== undefined) return { hash, file, path: join(folder, hash, file) };
    }
    return null;
  }

  async function keep(requirement: Requirement, file: string, bytes: Uint8Array): Promise<void> {
    const hash = sha256(bytes);
    if (!requirement.hashes.includes(hash)) throw new Error(describeMismatch(file, requirement, hash));
    const draft = join(folder, `${hash}.${randomUUID()}`);
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await writeFile(join(draft, file), bytes);
    await rename(draft, join(folder, hash));
  }

  return {
    async gather(packages, studyFolder, say) {
      await checkStudyWheels(packages, studyFolder);
      for (const requirement of packages) {
        const { name, version, marker } = requirement;
        if (marker !== null)
          throw new Error(
            `${name} is named with a condition (; ${marker}), which runtime pyodide does not read. Name the packages of Python 3.14 without conditions.`,
          );
        if ((await find(requirement)) !== null) continue;
        const own = await findStudyWheel(requirement, studyFolder);
        say(`${name} ${version}: ${own === null ? 'from the Python Package Index' : 'from the study'}`);
        const { file, bytes } = own ?? (await fetchWheel(requirement, fetchBytes).catch(explainNetwork(requirement)));
        await keep(requirement, file, bytes);
      }
    },
    async missing(packages) {
      const found = await Promise.all(packages.map(find));
      return packages.filter((_, index) => found[index] === null);
    },
    async read(packages) {
      const wheels: Record<string, Uint8Array> = {};
      for (const requirement of packages) {
        const found = await find(requirement);
        if (found === null) throw new Error(`${requirement.name} ${requirement.version} is not on this machine`);
        const bytes = new Uint8Array(await readFile(found.path));
        const hash = sha256(bytes);
        if (hash !== found.hash) throw new Error(describeMismatch(found.path, requirement, hash));
        wheels[found.file] = bytes;
      }
      return wheels;
    },
  };
}

/** Refuses the study's own wheels of these packages if they are not those that it names, whichever runtime they are for. */
export async function checkStudyWheels(packages: readonly Requirement[], studyFolder: string): Promise<void> {
  for (const { file, path } of await listStudyWheels(studyFolder)) {
    const wheel = readWheelName(file);
    const requirement = wheel && packages.find((one) => isOf(wheel, one));
    if (!requirement) continue;
    const hash = sha256(await readFile(path));
    if (!requirement.hashes.includes(hash)) throw new Error(describeMismatch(`wheels/${file}`, requirement, hash));
  }
}

async function findStudyWheel(
  requirement: Requirement,
  studyFolder: string,
): Promise<{ file: string; bytes: Uint8Array } | null> {
  for (const { file, path } of await listStudyWheels(studyFolder)) {
    const wheel = readWheelName(file);
    if (wheel !== null && isOf(wheel, requirement) && suitsSandbox(wheel))
      return { file, bytes: new Uint8Array(await readFile(path)) };
  }
  return null;
}

async function listStudyWheels(studyFolder: string): Promise<{ file: string; path: string }[]> {
  const folder = join(studyFolder, 'wheels');
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => file.endsWith('.whl')).map((file) => ({ file, path: join(folder, file) }));
}

function explainNetwork({ name, version }: Requirement): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${name} ${version} is neither in the study's folder wheels nor on this machine, and cannot be fetched: ${reason}. Connect this machine once, or put the wheel into the folder wheels.`,
    );
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
