import { spawn } from 'node:child_process';

/**
 * Run a program in our place: our terminal, our signals, its exit code.
 * @returns {Promise<number>} its exit code; a signal counts as 1
 */
export function becomeChild(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      // A terminal sends Ctrl-C to both of us; sent twice, it would mean "now, without tidying up".
      process.on(signal, () => {
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
