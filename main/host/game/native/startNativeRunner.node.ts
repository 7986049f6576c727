import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decode, encode } from '@msgpack/msgpack';
import type { Helper, RunnerReply, RunnerRequest } from '../../../../protocol/process';
import { createFrameReader, frameMessage } from './createFrameReader';

export type NativeRunnerOptions = {
  /** The Python to run, an absolute path. */
  program: string;
  /** Allocations beyond it fail in the code that asks, on Linux. */
  memoryBytes: number;
};

/** A reply of 100 MB is still refused with words (readHarnessReply); beyond this nobody is speaking to us. */
const MESSAGE_LIMIT_BYTES = 512 * 1024 * 1024;
const STDERR_KEPT = 4096;
/** A process that it left behind may hold its pipes open. */
const LAST_WORDS_MS = 200;

/** Windows programs do not start without these. */
const keptVariables = ['SystemRoot', 'windir', 'PATH', 'LANG'];
const variables = {
  // Without a fixed hash seed a set of strings has another order in every interpreter, and a game is not the same again.
  PYTHONHASHSEED: '0',
  PYTHONNOUSERSITE: '1',
  PYTHONUTF8: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  // Many games run beside each other, and sums must come out the same on a machine with more cores.
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  // What draws with these would otherwise look for a screen.
  SDL_VIDEODRIVER: 'dummy',
  SDL_AUDIODRIVER: 'dummy',
  PYGAME_HIDE_SUPPORT_PROMPT: '1',
  MPLBACKEND: 'agg',
};

/**
 * A native Python as a runner: speaks RunnerRequest and RunnerReply over its stdin and stdout, each a MessagePack map behind its
 * length (environments/cubicle/native.py is the other end). It is no sandbox: the caller has to know that the study is trusted.
 * It has a folder of its own for temporary files, which goes with it: `cleared` settles when it is dead and the folder is gone.
 */
export function startNativeRunner({
  program,
  memoryBytes,
}: NativeRunnerOptions): Helper & { readonly cleared: Promise<void> } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cubicle-python-')));
  let child: ChildProcess | null = null;
  let isOver = false;
  let listener: (reply: unknown) => void = () => undefined;
  let settleDied: (reason: string) => void = () => undefined;
  const died = new Promise<string>((resolve) => (settleDied = resolve));
  const cleared = died.then(() => rm(folder, { recursive: true, force: true })).catch(() => undefined);
  let queued: RunnerRequest[] = [];

  function end(reason: string): void {
    if (isOver) return;
    isOver = true;
    settleDied(reason);
  }

  async function boot(files: Record<string, Uint8Array>): Promise<void> {
    for (const [name, bytes] of Object.entries(files)) await writeInto(join(folder, 'lib'), name, bytes);
    await mkdir(join(folder, 'work'));
    if (isOver) return rm(folder, { recursive: true, force: true });
    child = spawnPython(program, folder, memoryBytes);
    watch(child);
    for (const request of queued) send(child, request);
    queued = [];
  }

  function watch(own: ChildProcess): void {
    const reader = createFrameReader(MESSAGE_LIMIT_BYTES, (message) => listener(decode(message)));
    let lastWords = '';
    own.stderr?.on('data', (data: Buffer) => {
      lastWords = (lastWords + data.toString()).slice(-STDERR_KEPT);
    });
    own.stdout?.on('data', (data: Buffer) => {
      try {
        reader.take(data);
      } catch (cause) {
        listener(brokenBy(cause));
      }
    });
    // A request to a process that is just dying is lost with it; `died` tells.
    own.stdin?.on('error', () => undefined);
    const tell = (code: number | null, signal: string | null): void => {
      const reason = signal === null ? `it ended with exit code ${code ?? 'unknown'}` : `it was ended by ${signal}`;
      end([reason, lastWords.trim()].filter((part) => part !== '').join(': '));
    };
    own.once('error', (cause) => end(`${program} cannot be started: ${cause.message}`));
    own.once('close', tell);
    own.once('exit', (code, signal) => setTimeout(() => tell(code, signal), LAST_WORDS_MS));
  }

  return {
    died,
    cleared,
    kill() {
      if (child === null) end('it was stopped before it started');
      else killGroup(child);
    },
    port: {
      onMessage(added) {
        listener = added;
      },
      post(message) {
        const request = message as RunnerRequest;
        if (request.type === 'boot') void boot(request.files).catch((cause: unknown) => end(describe(cause)));
        else if (child === null) queued.push(request);
        else send(child, request);
      },
      close: () => child?.stdin?.end(),
    },
  };
}

function spawnPython(program: string, folder: string, memoryBytes: number): ChildProcess {
  const kept: Record<string, string | undefined> = Object.fromEntries(
    keptVariables.map((name): [string, string | undefined] => [name, process.env[name]]),
  );
  const own = { HOME: folder, USERPROFILE: folder, TMPDIR: folder, TEMP: folder, TMP: folder };
  return spawn(program, ['-s', join(folder, 'lib', 'cubicle', 'native.py'), folder, String(memoryBytes)], {
    cwd: join(folder, 'work'),
    env: { ...kept, ...variables, ...own },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it, and a Ctrl+C for the host is not for the games.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

function send(child: ChildProcess, request: RunnerRequest): void {
  child.stdin?.write(frameMessage(encode(request)));
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

async function writeInto(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = join(folder, ...name.split('/'));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

function brokenBy(cause: unknown): RunnerReply {
  return { type: 'broken', message: describe(cause) };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
