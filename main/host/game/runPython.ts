import { PYTHON_PATH, type RunnerReply, type RunnerRequest } from '../../../protocol/process';
import { type Digest, describeSnapshot, readSnapshot, writeSnapshot } from './readSnapshot';

/** What is needed of a Pyodide instance. */
export type Pyodide = {
  FS: { mkdirTree(path: string): void; writeFile(path: string, data: Uint8Array): void };
  runPython(code: string): unknown;
  unregisterJsModule(name: string): void;
  makeMemorySnapshot(): Uint8Array;
};

/** Options of Pyodide that differ from boot to boot. Without output callbacks an interpreter in a worker reports every print as an error, without end. */
export type BootOptions = {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Memory to begin with. */
  _loadSnapshot?: Uint8Array;
  /** Whether its own memory will be asked for. */
  _makeSnapshot?: boolean;
};

export type RunPythonDeps = {
  boot(options: BootOptions): Promise<Pyodide>;
  /** The snapshot's file as it lies there; null when there is none. */
  openSnapshot(): Promise<Uint8Array | null>;
  digest: Digest;
  /** Name and version of what runs WebAssembly here. */
  engine: string;
  post(reply: RunnerReply): void;
  nowMs(): number;
  /** Size of the interpreter's memory. */
  heapBytes(): number;
};

export type PythonRunner = { receive(message: unknown): void };

/** Prints outside of a game's code (which the harness captures) are kept only to explain a failure. */
const OUTPUT_LIMIT = 4096;

const importHarness = `
import sys
sys.path.insert(0, ${JSON.stringify(PYTHON_PATH)})
import cubicle.harness
`;

/** A wheel is an archive of what is to lie on the path. */
const unpackWheels = `
def unpack():
    import importlib, os, zipfile
    folder = ${JSON.stringify(PYTHON_PATH)}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".whl"):
            with zipfile.ZipFile(os.path.join(folder, name)) as wheel:
                wheel.extractall(folder)
            os.remove(os.path.join(folder, name))
    importlib.invalidate_caches()
unpack()
del unpack
`;

/** The same after a cold start and from a snapshot, in which Pyodide adds to the path once more, and all random generators are alike. */
const preparePython = `
import random
import sys
for name in [name for name in sys.modules if name == "js" or name.split(".")[0] == "pyodide_js"]:
    del sys.modules[name]
sys.path[:] = dict.fromkeys([${JSON.stringify(PYTHON_PATH)}, "", *sys.path])
random.seed()
`;

/**
 * The runner's inside, the same in a Web Worker and in a Node child process: boots the interpreter, from a snapshot if there is
 * a good one, says `ready`, then writes files and answers harness calls one after another. After anything that the harness did
 * not catch it says `broken` and is silent.
 */
export function runPython(deps: RunPythonDeps): PythonRunner {
  const startedMs = deps.nowMs();
  const opened = deps.openSnapshot();
  let lastOutput = '';
  let broken = false;
  let booted: Promise<Pyodide> | null = null;
  let handle: (request: string) => string;

  const keep = (text: string): void => {
    if (lastOutput.length < OUTPUT_LIMIT) lastOutput += `${text}\n`.slice(0, OUTPUT_LIMIT - lastOutput.length);
  };
  const output = { stdout: keep, stderr: keep };
  const stop = (cause: unknown): void => {
    if (broken) return;
    broken = true;
    deps.post({
      type: 'broken',
      message: [describe(cause), lastOutput.trim()].filter((part) => part !== '').join('\n'),
    });
  };

  async function boot({ files, keep: asked }: Extract<RunnerRequest, { type: 'boot' }>): Promise<Pyodide> {
    const goodFor = await describeSnapshot(deps.engine, files, deps.digest);
    const read = await readSnapshot(await opened, goodFor, deps.digest);
    let cold = read.memory === null ? read.problem : null;
    let python: Pyodide | null = null;
    if (read.memory !== null) {
      python = await deps.boot({ ...output, _loadSnapshot: read.memory }).catch((cause: unknown) => {
        cold = `the snapshot cannot be used: ${describe(cause)}`;
        return null;
      });
    }
    python ??= await deps.boot({ ...output, _makeSnapshot: asked });
    writeFiles(python, PYTHON_PATH, files);
    if (cold !== null) python.runPython(importHarness);
    // Now: what Python knows of JavaScript is taken from it next, and would be missed when the memory is used again.
    const memory = cold !== null && asked ? python.makeMemorySnapshot() : null;
    python.runPython(preparePython);
    python.unregisterJsModule('js');
    python.unregisterJsModule('pyodide_js');
    handle = loadHarness(python);
    lastOutput = '';
    deps.post({ type: 'ready', bootMs: deps.nowMs() - startedMs, cold });
    if (memory !== null) void giveSnapshot(goodFor, memory);
    return python;
  }

  async function giveSnapshot(goodFor: Uint8Array, memory: Uint8Array): Promise<void> {
    deps.post({ type: 'snapshot', bytes: await writeSnapshot(goodFor, memory, deps.digest) });
  }

  function answer(python: Pyodide, request: Exclude<RunnerRequest, { type: 'boot' }>): string {
    if (request.type === 'call') return handle(request.request);
    writeFiles(python, request.path, request.files);
    if (Object.keys(request.files).some((name) => name.endsWith('.whl'))) python.runPython(unpackWheels);
    return JSON.stringify({ ok: true, folder: request.path });
  }

  return {
    receive(message) {
      if (!isRunnerRequest(message)) return;
      if (message.type === 'boot') {
        booted ??= boot(message);
        booted.catch(stop);
        return;
      }
      booted
        ?.then((python) => {
          if (broken) return;
          const reply = answer(python, message);
          deps.post({ type: 'done', requestId: message.requestId, reply, heapBytes: deps.heapBytes() });
        })
        .catch(stop);
    },
  };
}

function loadHarness(python: Pyodide): (request: string) => string {
  const found = python.runPython('from cubicle.harness import handle; handle');
  if (typeof found !== 'function') throw new Error('the cubicle package has no harness');
  return (request) => {
    const reply: unknown = Reflect.apply(found, undefined, [request]);
    if (typeof reply !== 'string') throw new Error('the harness gave no text');
    return reply;
  };
}

function writeFiles(python: Pyodide, folder: string, files: Record<string, Uint8Array>): void {
  python.FS.mkdirTree(folder);
  for (const [name, bytes] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    // A Node Buffer is no Uint8Array to the interpreter.
    python.FS.writeFile(path, new Uint8Array(bytes));
  }
}

function isRunnerRequest(message: unknown): message is RunnerRequest {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'boot' || ('requestId' in message && (message.type === 'files' || message.type === 'call'));
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
