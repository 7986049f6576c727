import { expect } from 'vitest';
import { type ConsoleEnd, openConsole } from '../../main/cli/openConsole.node';
import { runCubicle } from '../e2e/runCubicle';
import { SEED } from './campaign';
import { type Book, createBook } from './createBook';
import { createLedger } from './createLedger';
import { createRoom, type Room } from './createRoom';
import { isRunning, type ProcessMark } from './processMarks';
import { putFaultStudy } from './putFaultStudy';
import { killNow, type StartedHost, type StartingHost } from './startHost';

const GOES_ON_WITHIN_MS = 180_000;

/** One session with test bots on one data folder, with faults made around it. */
export type Sitting = {
  room: Room;
  host(): StartedHost;
  operator(): ConsoleEnd;
  /** Waits until every station has said hello to the present host; when the last one had, ms of performance.now. */
  comesBack(): Promise<number>;
  /** Waits until from now on something was confirmed and something was played. */
  goesOn(): Promise<void>;
  /**
   * Ends the host by SIGKILL, holds the record against what was told, and starts the next one.
   * `before` and `after` make more of it than a kill: a cut of the power.
   */
  killAndReturn(before?: () => void, after?: () => void): Promise<void>;
  /** The same with SIGTERM: the host has to end in order. */
  stopAndReturn(): Promise<void>;
  /** Ends the session in order and verifies its record, every game played again. */
  finish(): Promise<Book>;
  /** Whatever happened. */
  close(): Promise<void>;
};

export async function openSitting(dataDir: string, bots: number, start: () => StartingHost): Promise<Sitting> {
  putFaultStudy(dataDir);
  const helpers: ProcessMark[] = [];
  let starting = start();
  let host: StartedHost;
  let room: Room;
  let operator: ConsoleEnd;
  try {
    host = await starting.ready;
    room = await createRoom(host, bots, SEED);
    operator = await openConsole(host);
  } catch (cause) {
    await starting.kill();
    throw cause;
  }
  const { witness } = room;
  const ledger = createLedger(room.journalFile);
  const book = createBook();

  function settle(): void {
    book.add(ledger.copy().read());
    book.compare(witness, room.commands);
    expect([...book.complaints, ...room.complaints, ...witness.complaints], `seed ${SEED}`).toEqual([]);
  }

  async function returnAfter(end: () => Promise<void>): Promise<void> {
    operator.close();
    await end();
    settle();
    starting = start();
    host = await starting.ready;
    operator = await openConsole(host);
  }

  return {
    room,
    host: () => host,
    operator: () => operator,
    async comesBack() {
      const backAtMs = (): number | null => witness.backAtMs(room.seats, host.startedMs);
      await witness.until(
        () => backAtMs() !== null,
        () => `stations come back\n${host.output()}`,
        GOES_ON_WITHIN_MS,
      );
      return backAtMs() ?? Infinity;
    },
    goesOn() {
      const asked = witness.asked.length;
      const frames = witness.frames.length;
      return witness.until(
        () => witness.asked.slice(asked).some(({ outcome }) => outcome === 'ok') && witness.frames.length > frames + 10,
        () => `the session goes on\n${room.complaints.join('\n')}\n${host.output()}`,
        GOES_ON_WITHIN_MS,
      );
    },
    killAndReturn: (before = () => undefined, after = () => undefined) =>
      returnAfter(async () => {
        before();
        helpers.push(...(await host.kill()));
        after();
      }),
    stopAndReturn: () =>
      returnAfter(async () => {
        // A host that ends pauses what runs, without being asked.
        room.commands.push({ event: 'sessionPaused', outcome: 'lost' });
        expect(await host.stop(), host.output()).toBe(0);
      }),
    async finish() {
      room.close();
      await room.end(host);
      operator.close();
      expect(await host.stop(), host.output()).toBe(0);
      settle();
      const verified = await runCubicle(['verify', room.folder]);
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
      return book;
    },
    async close() {
      room.close();
      operator.close();
      helpers.push(...(await starting.kill()));
      for (const one of helpers) if (isRunning(one)) killNow(one.pid);
      ledger.drop();
    },
  };
}
