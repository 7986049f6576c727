import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannelMain, utilityProcess } from 'electron';
import type { AppPaths } from './findAppPaths';
import type { StartedHelper } from './StartedHelper';

/** Windows programs do not start without these; nothing else of the environment is any model's business. */
const keptVariables = ['SystemRoot', 'windir'];

/** The process that runs ONNX models, in an empty folder (so that a model finds no file beside it) and with an empty environment. */
export function startBotProcess(paths: AppPaths): Promise<StartedHelper> {
  const emptyFolder = mkdtempSync(join(tmpdir(), 'cubicle-bots-'));
  const env = Object.fromEntries(
    keptVariables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const child = utilityProcess.fork(paths.botsProgram, [], {
    serviceName: 'cubicle-bots',
    cwd: emptyFolder,
    env,
    execArgv: [],
    stdio: 'ignore',
  });
  const died = new Promise<string>((resolve) => {
    child.once('exit', (code) => {
      rmSync(emptyFolder, { recursive: true, force: true });
      resolve(`its process ended with code ${code}`);
    });
  });
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage({ type: 'port' }, [port1]);
  return Promise.resolve({ port: port2, kill: () => endProcess(child), died });
}

/** The polite signal of `UtilityProcess.kill` is never read by a process that hangs in a model. */
function endProcess(child: Electron.UtilityProcess): void {
  if (child.pid === undefined) child.kill();
  else process.kill(child.pid, 'SIGKILL');
}
