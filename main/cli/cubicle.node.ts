import { join } from 'node:path';
import { runCommandLine } from './runCommandLine.node';

// Whoever reads what is printed may stop before the end (`cubicle help | head -1`): nobody to tell is no reason to stop a host.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// From dist/cli/cubicle.cjs to the folder of package.json.
runCommandLine(process.argv.slice(2), join(__dirname, '..', '..')).then(
  (exitCode) => process.exit(exitCode),
  (cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    process.exit(1);
  },
);
