import { createHash } from 'node:crypto';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRequirements, type Requirement } from '../../../../protocol/requirements';
import type { PythonSpec } from '../../../../protocol/study';
import type { StudySource } from '../GameSpec';
import type { FoundPython } from '../native/decidePython';
import { findPython } from '../native/findPython.node';
import { checkStudyWheels, createWheelStore } from './createWheelStore.node';
import type { FetchBytes } from './fetchWheel.node';
import { makeVenv, venvProgram } from './makeVenv.node';

export type PackagesDeps = {
  /** Kept between sessions: virtual environments and wheels. What is in it can be made again. */
  cacheFolder: string;
  /** Whether the operator trusts the study of this hash. */
  isTrusted(hash: string): Promise<boolean>;
  fetchBytes?: FetchBytes;
};

type Study = Pick<StudySource, 'id' | 'readFile'>;

/** What must be on this machine before a study's environments run outside of the sandbox, or with packages. */
export type Packages = {
  /** The native Python for an environment, an absolute path. Rejects in words: not trusted, none there, packages not prepared. */
  findProgram(study: Study, environment: PythonSpec): Promise<string>;
  /** Wheels for the sandbox: file name → bytes. Rejects in words. */
  readWheels(study: Study, requirements: string): Promise<Record<string, Uint8Array>>;
  /** Makes all that is missing; may take minutes, and the network. Rejects in words. `folder`: where the study's files are. */
  prepare(
    study: Study,
    folder: string,
    environments: readonly PythonSpec[],
    say: (line: string) => void,
  ): Promise<void>;
  /** Whether `prepare` has something to do. Rejects in words when there is no native Python for it. */
  isPrepared(study: Study, environments: readonly PythonSpec[]): Promise<boolean>;
};

export function createPackages({ cacheFolder, isTrusted, fetchBytes }: PackagesDeps): Packages {
  const store = createWheelStore(join(cacheFolder, 'wheels'), fetchBytes);
  const fetched = join(cacheFolder, 'python-wheels');
  const pythons = new Map<string, FoundPython>();

  async function pythonFor({ requiresPython = '' }: PythonSpec): Promise<FoundPython> {
    const python = pythons.get(requiresPython) ?? (await findPython(requiresPython === '' ? null : requiresPython));
    pythons.set(requiresPython, python);
    return python;
  }

  async function readList(study: Study, file: string): Promise<{ text: string; packages: Requirement[] }> {
    const text = Buffer.from(await study.readFile(file)).toString('utf8');
    const { packages, problems } = readRequirements(text);
    const [problem] = problems;
    if (problem) throw new Error(`${file}:${problem.line}: ${problem.message} → ${problem.remedy}`);
    return { text, packages };
  }

  /** Of one Python with one list of packages: its virtual environment. */
  function venvOf(python: FoundPython, text: string): string {
    const key = createHash('sha256').update(`${python.executable}\n${python.version}\n${text}`).digest('hex');
    return join(cacheFolder, 'python', key.slice(0, 32));
  }

  async function expectTrust(study: Study): Promise<void> {
    if (!(await isTrusted(study.id))) throw new Error(describeDistrust(study.id));
  }

  async function prepareVenv(
    study: Study,
    folder: string,
    environment: PythonSpec,
    say: (line: string) => void,
  ): Promise<void> {
    await expectTrust(study);
    const python = await pythonFor(environment);
    if (environment.packages === undefined) return;
    const { text, packages } = await readList(study, environment.packages);
    const target = venvOf(python, text);
    if (await isThere(venvProgram(target))) return;
    await checkStudyWheels(packages, folder);
    const own = join(folder, 'wheels');
    await mkdir(join(cacheFolder, 'python'), { recursive: true, mode: 0o700 });
    await makeVenv({
      executable: python.executable,
      target,
      requirementsFile: join(folder, ...environment.packages.split('/')),
      wheelFolders: [...((await isThere(own)) ? [own] : []), fetched],
      say,
    });
  }

  async function isOnePrepared(study: Study, environment: PythonSpec): Promise<boolean> {
    const python = environment.runtime === 'python' ? await pythonFor(environment) : null;
    if (environment.packages === undefined) return true;
    const { text, packages } = await readList(study, environment.packages);
    return python === null ? (await store.missing(packages)).length === 0 : isThere(venvProgram(venvOf(python, text)));
  }

  return {
    async findProgram(study, environment) {
      await expectTrust(study);
      const python = await pythonFor(environment);
      if (environment.packages === undefined) return python.executable;
      const { text } = await readList(study, environment.packages);
      const program = venvProgram(venvOf(python, text));
      if (await isThere(program)) return program;
      throw new Error(`the packages of ${environment.packages} are not on this machine. ${howToPrepare}`);
    },
    async readWheels(study, requirements) {
      const { packages } = await readList(study, requirements);
      return store.read(packages).catch((cause: unknown) => {
        throw new Error(`${cause instanceof Error ? cause.message : String(cause)}. ${howToPrepare}`);
      });
    },
    async prepare(study, folder, environments, say) {
      for (const environment of environments) {
        if (environment.runtime === 'python') await prepareVenv(study, folder, environment, say);
        else if (environment.packages !== undefined) {
          const { packages } = await readList(study, environment.packages);
          await store.gather(packages, folder, say);
        }
      }
    },
    async isPrepared(study, environments) {
      for (const environment of environments) if (!(await isOnePrepared(study, environment))) return false;
      return true;
    },
  };
}

const howToPrepare =
  'Press “Get its packages” on the card of the study, or run: cubicle prepare STUDY. Nothing is fetched while a game runs.';

/** What trusting means, for somebody who is asked. */
export function describeDistrust(hash: string): string {
  return (
    'This study runs in a native Python, which is no sandbox: its code can read and change all files of this user, and use the ' +
    'network. It is run when you say that you trust it as it is now: cubicle trust STUDY, or the button on its card. ' +
    `(Its hash: ${hash.slice(0, 16)}…; when a file of it changes, you are asked again.)`
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
