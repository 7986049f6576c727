import { spawn } from 'node:child_process';

/**
 * A virtual display when the machine has none.
 * @returns {Promise<{ display: string | undefined, stop: () => void }>} undefined where windows need no X display
 */
export function startDisplay() {
  const none = { display: process.env.DISPLAY || undefined, stop: () => {} };
  if (process.platform !== 'linux' || process.env.DISPLAY) return Promise.resolve(none);
  return new Promise((resolve, reject) => {
    // Xvfb picks a free number itself and writes it to descriptor 3.
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    server.on('error', (error) => reject(new Error(`No display, and Xvfb could not be started: ${error.message}`)));
    server.on('exit', (code) => reject(new Error(`Xvfb ended with code ${code}.`)));
    let written = '';
    server.stdio[3].on('data', (chunk) => {
      written += chunk;
      if (!written.includes('\n')) return;
      server.unref();
      resolve({ display: `:${written.trim()}`, stop: () => server.kill() });
    });
  });
}
