import type { Ack, ConsolePayload, GameFrame } from '../../protocol/message';
import type { ConsoleView } from '../../protocol/view';
import type { LiveSession } from './createLiveSession.node';
import type { RecordDesk } from './createRecordDesk.node';
import type { ReplayDesk } from './createReplayDesk.node';
import type { RoomDesk } from './createRoomDesk.node';
import type { SyncDesk } from './createSyncDesk.node';
import { WATCHERS } from './game/RunningGame';
import type { ConsoleDeps, ConsoleRequest } from './stations/ConsoleDeps';
import { hashToken, newParticipantCode, newToken } from './stations/newToken.node';

export type ConsoleDeskDeps = {
  live(): LiveSession | null;
  view(): ConsoleView;
  /** Reads the studies and the records anew. */
  refresh(): Promise<void>;
  /** `treatment`: for everybody; null: as the study says. */
  createSession(
    study: string,
    options: { seed: number | null; treatment: string | null },
  ): Promise<Ack<{ session: string }>>;
  trustStudy(study: string, hash: string): Promise<Ack<object>>;
  prepareStudy(study: string): Promise<Ack<object>>;
  checkPartners(): Promise<Ack<object>>;
  closeSession(): Promise<Ack<object>>;
  recoverSession(record: string, action: 'resume' | 'end'): Promise<Ack<object>>;
  stationUrl(token: string): string;
  room: RoomDesk;
  records: RecordDesk;
  replays: ReplayDesk;
  sync: SyncDesk;
};

const noSession: Ack<never> = {
  ok: false,
  error: { code: 'session/none', message: 'There is no session open. Choose a study and start one.' },
};

/** Answers the operator: every request is a command to the session, the room or the records. */
export function createConsoleDesk(deps: ConsoleDeskDeps): ConsoleDeps {
  function keyframe(game: string): GameFrame | null {
    return deps.live()?.games.get(game)?.keyframe(WATCHERS) ?? null;
  }

  async function submit(command: Parameters<LiveSession['submit']>[0]): Promise<Ack<object>> {
    const live = deps.live();
    if (!live) return noSession;
    const held = live.held();
    const result = await live.submit(command);
    if (result.ok) return { ok: true };
    return held === null
      ? result
      : {
          ok: false,
          error: { ...result.error, message: `Play stands still, and this can be done when it goes on. ${held}` },
        };
  }

  async function addSeat(): Promise<Ack<object>> {
    const live = deps.live();
    if (!live) return noSession;
    const token = newToken();
    const result = await live.submit({
      type: 'addSeat',
      participant: newParticipantCode(),
      tokenHash: hashToken(token),
      station: 'this machine',
    });
    if (!result.ok) return result;
    const seat = result.events.flatMap((event) => (event.type === 'seatAdded' ? [event.seat] : []))[0] ?? '';
    return withFields({ seat, url: deps.stationUrl(token) });
  }

  const createSession = ({ study, seed, treatment }: ConsolePayload<'session:create'>) =>
    deps.createSession(study, { seed: seed ?? null, treatment: treatment ?? null });

  async function startSession(): Promise<Ack<object>> {
    const ready = await deps.checkPartners();
    return ready.ok ? submit({ type: 'startSession' }) : ready;
  }

  async function message(request: ConsoleRequest): Promise<Ack<object>> {
    switch (request.type) {
      case 'session:create':
        return createSession(request.payload);
      case 'treatment:set':
        return submit({ type: 'setTreatment', ...request.payload });
      case 'study:trust':
        return deps.trustStudy(request.payload.study, request.payload.hash);
      case 'study:prepare':
        return deps.prepareStudy(request.payload.study);
      case 'session:start':
        return startSession();
      case 'session:pause':
        return submit({ type: 'pauseSession', reason: 'operator' });
      case 'session:resume':
        return submit({ type: 'resumeSession' });
      case 'session:end':
        return submit({ type: 'endSession', reason: 'operator' });
      case 'game:pause':
        return submit({ type: 'pauseGame', game: request.payload.game });
      case 'game:resume':
        return submit({ type: 'resumeGame', game: request.payload.game });
      case 'session:close':
        return deps.closeSession();
      case 'session:recover':
        return deps.recoverSession(request.payload.record, request.payload.action);
      case 'seat:link':
        return addSeat();
      case 'room:open':
        return deps.room.open();
      case 'room:close':
        return deps.room.close();
      case 'room:answerPairing':
        return deps.room.answerPairing(request.payload.pairing, request.payload.accept);
      case 'console:watch':
        return withFields({ frames: request.payload.games.flatMap((game) => keyframe(game) ?? []) });
      case 'payment:adjust':
        return submit({ type: 'adjustPayment', ...request.payload });
      case 'payment:export':
        return deps.records.exportPayments(request.payload);
      case 'record:salvage': {
        const salvaged = await deps.records.salvage(request.payload.record);
        await deps.refresh();
        return salvaged;
      }
      case 'record:encrypt':
      case 'record:decrypt': {
        const done = await deps.records.lock(request);
        await deps.refresh();
        return done;
      }
      case 'record:export':
        return deps.records.exportRecord(request.payload);
      case 'record:cancelExport':
        return deps.records.cancelExport(request.payload.record);
      case 'replay:open':
        return deps.replays.open(request.payload.record);
      case 'replay:ticks':
        return deps.replays.ticks(request.payload);
      case 'record:planPurge':
        return withFields({ plan: await deps.records.purges.plan(request.payload) });
      case 'record:purge': {
        const purged = await deps.records.purges.purge(request.payload);
        await deps.refresh();
        return withFields(purged);
      }
      case 'sync:show':
      case 'sync:keep':
      case 'sync:remove':
      case 'sync:test':
      case 'sync:unlock':
      case 'sync:now':
        return deps.sync.answer(request);
    }
  }

  /** What an operator did belongs to the record, also what was refused. It cannot undo what was done, so no refusal is passed on. */
  async function note({ type: action, payload }: ConsoleRequest, ack: Ack<object>): Promise<void> {
    const fields: readonly string[] | null = noted[action];
    if (fields === null) return;
    const about = Object.fromEntries(Object.entries(payload).filter(([name]) => fields.includes(name)));
    const refusal = ack.ok ? null : { code: ack.error.code, message: ack.error.message };
    await deps.live()?.submit({ type: 'recordOperator', by: 'console', action, about, refusal });
  }

  return {
    async hello() {
      await deps.refresh();
      return { ok: true, view: deps.view() };
    },
    async message(request) {
      const ack = await message(request);
      await note(request, ack);
      return ack;
    },
    keyframe: (game) => Promise.resolve(keyframe(game)),
  };
}

/**
 * What the session keeps of each request: these fields of it, or nothing at all. Looking and exporting change nothing, a session
 * that was put away takes no more notes, and what a payment was changed by is for the payment list alone.
 */
const noted: Readonly<Record<ConsoleRequest['type'], readonly string[] | null>> = {
  'session:create': ['study', 'seed', 'treatment'],
  'treatment:set': ['participant', 'treatment'],
  'study:trust': ['study', 'hash'],
  'study:prepare': null,
  'session:start': [],
  'session:pause': [],
  'game:pause': ['game'],
  'game:resume': ['game'],
  'session:resume': [],
  'session:end': [],
  'session:close': null,
  'session:recover': ['record', 'action'],
  'seat:link': [],
  'room:open': [],
  'room:close': [],
  'room:answerPairing': ['pairing', 'accept'],
  'console:watch': null,
  'payment:adjust': ['participant'],
  'payment:export': null,
  'record:export': null,
  'record:cancelExport': null,
  'replay:open': null,
  'replay:ticks': null,
  'sync:show': null,
  'sync:keep': null,
  'sync:remove': null,
  'sync:test': null,
  'sync:unlock': null,
  'sync:now': null,
  // Of other records: what is refused names their folders, and so perhaps a person. A purge is kept in a file of its own.
  'record:salvage': null,
  'record:encrypt': null,
  'record:decrypt': null,
  'record:planPurge': null,
  'record:purge': null,
};

function withFields<T extends object>(fields: T): Ack<T> {
  return { ok: true, ...fields };
}
