import { createInterface } from 'node:readline';

/**
 * The inside of a program on a machine of the test's LAN: each line of stdin is a call `{id, name, args}`, each answer a line
 * `{id, result}` or `{id, error}` of stdout.
 */
export function answerCalls(calls: Readonly<Record<string, (args: readonly unknown[]) => unknown>>): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, name, args } = JSON.parse(line) as { id: number; name: string; args: unknown[] };
    const tell = (answer: object) => void process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
    Promise.resolve()
      .then(() => calls[name]?.(args))
      .then((result) => tell({ result: result ?? null }))
      .catch((error: unknown) => tell({ error: error instanceof Error ? error.message : String(error) }));
  });
  process.stdin.on('end', () => process.exit(0));
}
