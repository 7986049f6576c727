import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_BYTES = 5_000_000;

/** A log of what the app and its host say, for those who help with a problem: `cubicle.log`, and the one before it. */
export function createLog(folder: string): (line: string) => void {
  const file = join(folder, 'cubicle.log');
  try {
    mkdirSync(folder, { recursive: true });
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LIMIT_BYTES) renameSync(file, join(folder, 'cubicle.1.log'));
  } catch {
    // A log that cannot be kept stops nothing.
  }
  return (line) => {
    const text = `${new Date().toISOString()} ${line}\n`;
    process.stderr.write(text);
    try {
      appendFileSync(file, text, { mode: 0o600 });
    } catch {
      // As above.
    }
  };
}
