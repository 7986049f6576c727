import type { ClockBody, StoredRow } from '../../../../protocol/journal';

type InputRow = Extract<StoredRow, { kind: 'input' }>;
/** An input with what was learned of it later. Clocks are null when the station had told none in that connection. */
export type JoinedInput = {
  input: InputRow;
  clock: ClockBody | null;
  shown: { tick: number; tShownMs: number; clock: ClockBody | null; sameConnection: boolean } | null;
};

type Waiting = JoinedInput & { connection: number; open: boolean };
type Connection = { number: number; clock: ClockBody | null; waiting: ((clock: ClockBody) => void)[] };

/** After so long on the session's clock nothing more is heard of an input. */
const windowMs = 60_000;
const waitingAtMost = 20_000;

/**
 * Joins inputs with the report of when they were seen and with the clock of their station, in one pass and bounded memory.
 * The clock that counts is the last one told before within the same connection, or else the first one told after: a station
 * that was reloaded counts time anew, so an estimate from before must not be used.
 * Takes rows of kinds event, input, shown and clock in order; gives inputs in order.
 */
export function createInputJoin(): { push(row: StoredRow): JoinedInput[]; end(): JoinedInput[] } {
  const queue: Waiting[] = [];
  const byKey = new Map<string, Waiting>();
  const connections = new Map<string, Connection>();

  const connectionOf = (seat: string | null): Connection => {
    const found = connections.get(seat ?? '') ?? { number: 0, clock: null, waiting: [] };
    connections.set(seat ?? '', found);
    return found;
  };
  const reconnect = (seat: string): void => {
    connections.set(seat, { number: connectionOf(seat).number + 1, clock: null, waiting: [] });
  };
  const withClock = (connection: Connection, use: (clock: ClockBody) => void): void => {
    if (connection.clock === null) connection.waiting.push(use);
    else use(connection.clock);
  };

  function take(row: StoredRow): void {
    if (row.kind === 'event') {
      if (row.body.type === 'stationConnected') reconnect(row.body.seat);
      if (row.body.type === 'sessionRecovered') [...connections.keys()].forEach(reconnect);
    } else if (row.kind === 'clock') {
      const connection = connectionOf(row.seat);
      connection.clock = row.body;
      for (const use of connection.waiting.splice(0)) use(row.body);
    } else if (row.kind === 'input') {
      takeInput(row);
    } else if (row.kind === 'shown') {
      takeShown(row);
    }
  }

  function takeInput(input: InputRow): void {
    const connection = connectionOf(input.seat);
    const isSeen = input.body.fate === 'applied' || input.body.fate === 'superseded';
    const waiting: Waiting = { input, clock: null, shown: null, connection: connection.number, open: isSeen };
    withClock(connection, (clock) => (waiting.clock = clock));
    queue.push(waiting);
    if (isSeen) byKey.set(keyOf(input, input.body.seq), waiting);
  }

  function takeShown(row: Extract<StoredRow, { kind: 'shown' }>): void {
    const key = keyOf(row, row.body.seq);
    const waiting = byKey.get(key);
    if (waiting === undefined) return;
    const connection = connectionOf(row.seat);
    const { tick, tShownMs } = row.body;
    const shown = { tick, tShownMs, clock: null, sameConnection: connection.number === waiting.connection };
    const kept: NonNullable<JoinedInput['shown']> = shown;
    withClock(connection, (clock) => (kept.clock = clock));
    waiting.shown = kept;
    waiting.open = false;
    byKey.delete(key);
  }

  function give(isReady: (waiting: Waiting) => boolean): JoinedInput[] {
    let count = 0;
    for (const waiting of queue) {
      if (!isReady(waiting)) break;
      count += 1;
    }
    return queue.splice(0, count).map((waiting) => {
      const { input, clock, shown } = waiting;
      const key = keyOf(input, input.body.seq);
      if (byKey.get(key) === waiting) byKey.delete(key);
      return { input, clock, shown };
    });
  }

  return {
    push: (row) => {
      take(row);
      return give(
        (waiting) =>
          (!waiting.open && waiting.clock !== null && waiting.shown?.clock !== null) ||
          row.atMs - waiting.input.atMs > windowMs ||
          queue.length > waitingAtMost,
      );
    },
    end: () => give(() => true),
  };
}

const keyOf = ({ game, participant }: StoredRow, seq: number): string => JSON.stringify([game, participant, seq]);
