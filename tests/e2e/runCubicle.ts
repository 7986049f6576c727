import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type CubicleRun = { exitCode: number | null; stdout: string; stderr: string };

/** `printed`: up to the line that was waited for. */
export type StartedCubicle = { printed: string; stop(): Promise<CubicleRun> };

const program = fileURLToPath(new URL('../../dist/cli/cubicle.cjs', import.meta.url));

/** Runs the built command line to its end, with these variables besides. */
export function runCubicle(args: readonly string[], variables: Record<string, string> = {}): Promise<CubicleRun> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...variables };
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    const run: CubicleRun = { exitCode: null, stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (run.stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (run.stderr += data.toString()));
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ ...run, exitCode }));
  });
}

/** Starts the built command line and waits for it to print `line`; `stop` asks it to end and gives what it printed. */
export function startCubicle(args: readonly string[], line: RegExp): Promise<StartedCubicle> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const run: CubicleRun = { exitCode: null, stdout: '', stderr: '' };
    const ended = new Promise<CubicleRun>((settle) => {
      child.once('close', (exitCode) => settle({ ...run, exitCode }));
    });
    child.stderr.on('data', (data: Buffer) => (run.stderr += data.toString()));
    child.stdout.on('data', (data: Buffer) => {
      run.stdout += data.toString();
      if (!line.test(run.stdout)) return;
      resolve({
        printed: run.stdout,
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      });
    });
    child.once('error', reject);
    void ended.then(({ stderr, stdout }) =>
      reject(new Error(`It ended before it printed ${String(line)}: ${stdout}${stderr}`)),
    );
  });
}
