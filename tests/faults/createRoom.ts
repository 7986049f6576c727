import { join } from 'node:path';
import { openConsole, type ConsoleEnd } from '../../main/cli/openConsole.node';
import { expectOk } from '../../main/cli/connectLine.node';
import { createTestBot, type TestBot } from '../../main/cli/testBot/createTestBot.node';
import type { Commanded } from './createBook';
import { createWitness, outcomeOf, type Witness } from './createWitness';
import { insist } from './insist';
import { FAULT_STUDY } from './putFaultStudy';

/** A session with test bots at every seat, and what they were told. It outlives the hosts that run it. */
export type Room = {
  seats: string[];
  witness: Witness;
  /** The record's folder and its journal. */
  folder: string;
  journalFile: string;
  commands: Commanded[];
  /** Bots that gave up, in words. */
  complaints: string[];
  /** Whether somebody has reached the end of the study. */
  isPlayedOut(): boolean;
  command(host: Host, event: Commanded['event']): Promise<void>;
  /** Whoever commands a host that was killed gives up: asked again of the next one, what is so already would be confirmed once more. */
  hangUp(): void;
  /** Ends the session in order. */
  end(host: Host): Promise<void>;
  close(): void;
};
type Host = { url: string; operatorToken: string };

/** Opens a session of the fault study, sits bots down at all seats, and starts it. */
export async function createRoom(host: Host, bots: number, seed: number): Promise<Room> {
  const witness = createWitness();
  const complaints: string[] = [];
  const all: TestBot[] = [];
  const seats: string[] = [];
  let playedOut = false;
  const commands: Commanded[] = [];
  const ends = new Set<ConsoleEnd>();
  let hangUps = 0;

  async function withConsole<T>(at: Host, run: (end: ConsoleEnd) => Promise<T>): Promise<T> {
    const began = hangUps;
    const end = await openConsole(at);
    ends.add(end);
    try {
      if (hangUps !== began) throw new Error('the host that was asked is gone');
      return await run(end);
    } finally {
      end.close();
      ends.delete(end);
    }
  }

  const folder = await withConsole(host, async (end) => {
    const created = await insist(() => end.request('session:create', { study: FAULT_STUDY, seed }));
    // It was made, and the answer was lost.
    if (created.ok || created.error.code !== 'session/open') expectOk(created);
    for (let count = 0; count < bots; count += 1) {
      const { seat, url } = expectOk(await insist(() => end.request('seat:link', {})));
      const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';
      const bot = createTestBot({
        url: host.url,
        token,
        seat,
        seed,
        pace: 'realtime',
        log: () => undefined,
        connect: witness.connect(seat),
      });
      bot.done.then(
        () => (playedOut = true),
        (cause: unknown) => complaints.push(`${seat} gave up: ${String(cause)}`),
      );
      seats.push(seat);
      all.push(bot);
    }
    await Promise.all(all.map((bot) => bot.seated));
    await insist(() => end.request('session:start', {}, 60_000));
    // The console is told where the session is recorded at most a tenth of a second later.
    for (;;) {
      const { recording } = end.view();
      if (recording) return recording.folder;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  return {
    seats,
    witness,
    folder,
    journalFile: join(folder, 'journal.sqlite'),
    commands,
    complaints,
    isPlayedOut: () => playedOut,
    command: (at, event) =>
      withConsole(at, async (end) => {
        const commanded: Commanded = { event, outcome: 'lost' };
        commands.push(commanded);
        const ack = await end.request(event === 'sessionPaused' ? 'session:pause' : 'session:resume', {});
        commanded.outcome = outcomeOf(ack);
      }),
    hangUp() {
      hangUps += 1;
      for (const end of ends) end.close();
    },
    end: (at) =>
      withConsole(at, async (end) => {
        await insist(() => end.request('session:end', {}));
        expectOk(await insist(() => end.request('session:close', {})));
      }),
    close: () => all.forEach((bot) => bot.close()),
  };
}
