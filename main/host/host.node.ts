import { join } from 'node:path';
import type { AppToHost, HostToApp } from '../../protocol/process';
import { createAppHelpers, type ParentPort } from './createAppHelpers.node';
import { createAppVault } from './createAppVault.node';
import { createHost } from './createHost.node';
import { parseHostArguments } from './parseHostArguments';
import { takeOperatorToken } from './takeOperatorToken.node';

/** The host as Electron's utility process starts it. Its options come by argv, the operator's token by the environment. */
async function main(parentPort: ParentPort): Promise<void> {
  const tell = (message: HostToApp) => parentPort.postMessage(message);
  try {
    const { snapshotFile, ...options } = parseHostArguments(process.argv.slice(2));
    const helpers = createAppHelpers(parentPort, snapshotFile);
    const host = await createHost({
      ...options,
      programsDir: __dirname,
      pace: 'realtime',
      helpers,
      vault: createAppVault(parentPort),
      operatorToken: takeOperatorToken(),
      seed: null,
      sessionRunning: (running) => tell({ type: 'sessionRunning', running }),
      recordOpen: (folder) => tell({ type: 'recordOpen', folder }),
      log: (line) => process.stdout.write(`${line}\n`),
    });
    parentPort.on('message', ({ data }) => {
      if ((data as AppToHost).type !== 'shutDown') return;
      void host.close().finally(() => process.exit(0));
    });
    tell({ type: 'ready', consoleUrl: host.consoleUrl, port: host.port });
  } catch (error) {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    // The message has to leave the process first.
    setTimeout(() => process.exit(1), 200);
  }
}

const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
if (parentPort) void main(parentPort);
else
  process.stderr.write(
    `This program is started by the Cubicle app. Without it: node ${join(__dirname, '../cli/cubicle.cjs')} host\n`,
  );
