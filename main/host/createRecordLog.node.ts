import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

/** The log beside a journal: what environments printed, and what went wrong without being an event. Never exported. */
export type RecordLog = { write(line: string): void; close(): Promise<void> };

export function createRecordLog(recordFolder: string, failed: (message: string) => void): RecordLog {
  const stream = createWriteStream(join(recordFolder, 'logs', 'host.log'), { flags: 'a', mode: 0o600 });
  stream.on('error', (error) => failed(`The log cannot be written: ${error.message}`));
  return {
    write: (line) => void stream.write(`${new Date().toISOString()} ${line}\n`),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
