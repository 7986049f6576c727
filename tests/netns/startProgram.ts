import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that runs on a machine of the test's LAN. */
export type Program = {
  call<T>(name: string, ...args: unknown[]): Promise<T>;
  kill(): Promise<void>;
};

type Answer = { id: number; result?: unknown; error?: string };

/** @param command what runs it there @param file a bundled program that answers calls */
export function startProgram(command: readonly string[], file: string): Program {
  const [first = '', ...rest] = [...command, process.execPath, file];
  const child = spawn(first, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => {
    for (const [id, settle] of waiting) settle({ id, error: 'the program has ended' });
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"id"')) return;
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  return {
    call: <T>(name: string, ...args: unknown[]) =>
      new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result as T) : reject(new Error(error))));
        child.stdin.write(`${JSON.stringify({ id, name, args })}\n`);
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
