import { readdir, readFile } from 'node:fs/promises';
import { loadPyodide } from 'pyodide';

/** What is needed of Pyodide here: its own types name a package that is not installed. */
type Pyodide = {
  FS: { mkdirTree(path: string): void; writeFile(path: string, data: string | Uint8Array): void };
  runPython(code: string): unknown;
};

/** What the harness answers, as far as tests look at it. */
export type Answer = {
  ok: boolean;
  agents?: string[];
  single?: boolean;
  perAgentRender?: boolean;
  actions?: Record<string, number | null>;
  obs?: Record<string, unknown>;
  rewards?: Record<string, number>;
  terminations?: Record<string, boolean>;
  truncations?: Record<string, boolean>;
  infos?: Record<string, unknown>;
  frames?: Record<string, { set: Record<string, unknown>[]; del: string[]; reset?: boolean }>;
  waits?: string[];
  allowed?: Record<string, number[]>;
  findings?: {
    rule: string;
    kind: string;
    message: string;
    file: string | null;
    line: number | null;
    traceback: string;
  }[];
  hash?: string;
  hashes?: Record<string, string>;
  state?: unknown;
  snapshot?: string | null;
  snapshotRefusal?: string;
  log?: string;
  error?: { kind: string; message: string; file: string | null; line: number | null; traceback: string };
};

export type TestPython = {
  /** Puts a file into the interpreter's file system. */
  put(path: string, content: string | Uint8Array): void;
  /** Runs Python code and returns the value of its last line, which must be text in JSON. */
  run(code: string): unknown;
  /** Sends one request to the harness. */
  ask(request: Record<string, unknown>): Answer;
};

/** Boots an interpreter as the host does, with the `cubicle` package and bundled studies in it, at `/volley` and so on. */
export async function startPython(studies: string[] = ['volley']): Promise<TestPython> {
  const python: Pyodide = await loadPyodide({ env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0' } });
  await copyFolder(python, 'environments/cubicle', '/packages/cubicle');
  for (const study of studies) await copyFolder(python, `environments/${study}`, `/${study}`);
  python.runPython('import sys, json; sys.path.append("/packages")');
  const handle = python.runPython('from cubicle.harness import handle; handle');
  if (typeof handle !== 'function') throw new Error('the harness has no handle');
  return {
    put(path, content) {
      python.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
      // A Node Buffer is no Uint8Array to the interpreter.
      python.FS.writeFile(path, typeof content === 'string' ? content : new Uint8Array(content));
    },
    run: (code) => JSON.parse(String(python.runPython(code))),
    ask: (request) => JSON.parse(String(Reflect.apply(handle, undefined, [JSON.stringify(request)]))),
  };
}

async function copyFolder(python: Pyodide, from: string, to: string): Promise<void> {
  python.FS.mkdirTree(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [path, copy] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory()) await copyFolder(python, path, copy);
    else if (/\.(py|txt)$/.test(entry.name)) python.FS.writeFile(copy, await readFile(path, 'utf8'));
  }
}
