import { connectLine, type ConsoleTables, type Line } from '../../main/cli/connectLine.node';
import { PROTOCOL_VERSION } from '../../protocol/message';

/** Consoles that stay open while hosts die, as an operator's windows do. */
export type WatchedConsoles = {
  /** What the first answer of a host did not show, in words. */
  complaints: string[];
  /** How often a host has answered. */
  hellos(): number;
  close(): void;
};

/** Several at once, and each back as soon as it can: they ask while the host is still taking its session up. A session must be open. */
export function watchConsoles(host: { url: string; operatorToken: string }, count: number): WatchedConsoles {
  const complaints: string[] = [];
  let hellos = 0;
  const open = (): Line<ConsoleTables> => {
    async function sayHello(): Promise<void> {
      const ack = await line.request('console:hello', { protocol: PROTOCOL_VERSION, token: host.operatorToken });
      if (!ack.ok) {
        if (ack.error.code !== 'connection/lost') complaints.push(`CONSOLE refused: ${ack.error.message}`);
        return;
      }
      hellos += 1;
      if (ack.view.session !== null) return;
      const records = ack.view.records.map(({ state, problem }) => `${state} (${problem ?? 'no problem'})`);
      complaints.push(`CONSOLE sees no session; the records: ${records.join(', ')}`);
    }
    const line: Line<ConsoleTables> = connectLine({
      url: `${host.url}/console`,
      connected: () => void sayHello(),
    });
    return line;
  };
  const lines = Array.from({ length: count }, open);
  return { complaints, hellos: () => hellos, close: () => lines.forEach((line) => line.close()) };
}
