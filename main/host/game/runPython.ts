import { PYTHON_PATH, type RunnerReply, type RunnerRequest } from '../../../protocol/process';

/** What is needed of a Pyodide instance. */
export type Pyodide = {
  FS: { mkdirTree(path: string): void; writeFile(path: string, data: Uint8Array): void };
  runPython(code: string): unknown;
  unregisterJsModule(name: string): void;
};

/** Boots Pyodide with the output callbacks given: without them an interpreter in a worker reports every print as an error, without end. */
export type BootPyodide = (output: { stdout(text: string): void; stderr(text: string): void }) => Promise<Pyodide>;

export type RunPythonDeps = {
  boot: BootPyodide;
  post(reply: RunnerReply): void;
  nowMs(): number;
  /** Size of the interpreter's memory. */
  heapBytes(): number;
};

export type PythonRunner = { receive(message: unknown): void };

/** Prints outside of a game's code (which the harness captures) are kept only to explain a failure. */
const OUTPUT_LIMIT = 4096;

const preparePython = `
import sys
for name in [name for name in sys.modules if name == "js" or name.split(".")[0] == "pyodide_js"]:
    del sys.modules[name]
sys.path.insert(0, ${JSON.stringify(PYTHON_PATH)})
`;

/**
 * The runner's inside, the same in a Web Worker and in a Node child process: boots the interpreter, says `ready`, then writes
 * files and answers harness calls one after another. After anything that the harness did not catch it says `broken` and is silent.
 */
export function runPython(deps: RunPythonDeps): PythonRunner {
  const startedMs = deps.nowMs();
  let lastOutput = '';
  let broken = false;
  let handle: ((request: string) => string) | null = null;

  const keep = (text: string): void => {
    if (lastOutput.length < OUTPUT_LIMIT) lastOutput += `${text}\n`.slice(0, OUTPUT_LIMIT - lastOutput.length);
  };
  const stop = (cause: unknown): void => {
    if (broken) return;
    broken = true;
    const message = cause instanceof Error ? cause.message : String(cause);
    deps.post({ type: 'broken', message: [message, lastOutput.trim()].filter((part) => part !== '').join('\n') });
  };

  const booted = deps.boot({ stdout: keep, stderr: keep }).then((python) => {
    python.runPython(preparePython);
    python.unregisterJsModule('js');
    python.unregisterJsModule('pyodide_js');
    lastOutput = '';
    deps.post({ type: 'ready', bootMs: deps.nowMs() - startedMs });
    return python;
  });
  booted.catch(stop);

  function answer(python: Pyodide, request: RunnerRequest): string {
    if (request.type === 'files') {
      writeFiles(python, request.path, request.files);
      return '{"ok":true}';
    }
    handle ??= loadHarness(python);
    return handle(request.request);
  }

  return {
    receive(message) {
      if (!isRunnerRequest(message)) return;
      booted
        .then((python) => {
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
  if (typeof message !== 'object' || message === null || !('type' in message) || !('requestId' in message))
    return false;
  return message.type === 'files' || message.type === 'call';
}
