import type { Ack } from '../../protocol/message';
import type { LiveSession } from './createLiveSession.node';
import type { RecordDesk } from './createRecordDesk.node';
import type { NewSessionOptions, Sessions } from './createSessions.node';
import type { StudyNeeds } from './createStudyNeeds.node';
import type { StudyShelf } from './createStudyShelf.node';
import { describeUnable } from './rehearsePolicies';
import { refusal } from './stations/refusal';
import type { StudyEntry } from './study/listStudies.node';

export type SessionDeskDeps = {
  live(): Pick<LiveSession, 'state' | 'submit'> | null;
  shelf: StudyShelf;
  needs: StudyNeeds;
  sessions: Sessions;
  records: Pick<RecordDesk, 'rows' | 'refresh'>;
  /** Forgets the figures of the session before. */
  resetStations(): void;
  /** Stations that wait say hello anew. */
  callWaiting(): void;
  /**
   * All stations say hello anew, those too that still show the end of a session before: paired ones get a seat in the session
   * that is open now, others are asked for its code.
   */
  callAll(): void;
  /** Opens the room again if it was open. */
  reopenRoom(): Promise<void>;
  showConsole(): void;
};

/** What the operator does with a whole session: makes one of a study, puts it away, takes it up again from its record. */
export type SessionDesk = {
  trustStudy(study: string, hash: string): Promise<Ack<object>>;
  prepareStudy(study: string): Promise<Ack<object>>;
  createSession(study: string, options: NewSessionOptions): Promise<Ack<{ session: string }>>;
  /** Whether the session may start: once the partners of its study are ready; refused, in words, when one cannot play. */
  checkPartners(): Promise<Ack<object>>;
  closeSession(): Promise<Ack<object>>;
  recoverSession(record: string, action: 'resume' | 'end'): Promise<Ack<object>>;
};

export function createSessionDesk(deps: SessionDeskDeps): SessionDesk {
  async function show<T extends object>(done: Ack<T>): Promise<Ack<T>> {
    await deps.records.refresh();
    deps.showConsole();
    return done;
  }

  async function withStudy(name: string, act: (entry: StudyEntry) => Promise<Ack<object>>): Promise<Ack<object>> {
    const entry = deps.shelf.find(name);
    return entry ? act(entry) : unknownStudy(name);
  }

  return {
    trustStudy: (name, hash) => withStudy(name, (entry) => deps.needs.trust(entry, hash)),
    prepareStudy: (name) => withStudy(name, (entry) => deps.needs.prepare(entry)),
    async createSession(name, options) {
      await deps.shelf.refresh();
      const entry = deps.shelf.find(name);
      if (!entry) return unknownStudy(name);
      if (entry.study === null) return refusal('study/problems', entry.card.problems.join('\n'));
      const unknown = checkTreatment(entry.card.treatments, options.treatment);
      if (unknown) return unknown;
      const ready = await deps.needs.check(entry);
      if (!ready.ok) return ready;
      deps.resetStations();
      const made = await deps.sessions.create(entry, options);
      if (made.ok) deps.callAll();
      return show(made);
    },
    async checkPartners() {
      const problems = (await deps.sessions.current()?.rehearsed) ?? [];
      return problems.length > 0 ? refusal('study/policies', describeUnable(problems)) : { ok: true };
    },
    async closeSession() {
      if (deps.live()?.state()?.phase.phase !== 'ended')
        return refusal('session/running', 'The session has not ended. End it first.');
      await deps.sessions.put();
      return show({ ok: true });
    },
    async recoverSession(record, action) {
      const row = deps.records.rows().find((one) => one.record === record);
      if (!row) return refusal('record/unknown', 'There is no such record on this machine. Reload this page.');
      if (row.state === 'damaged' || row.state === 'newer' || row.state === 'locked')
        return refusal(`record/${row.state}`, row.problem ?? 'This record cannot be read.');
      if (row.state === 'ended') return refusal('session/ended', 'This session has ended. Create a new one.');
      const taken = await deps.sessions.recover(row.folder);
      if (!taken.ok) return show(taken);
      if (action === 'end') {
        const ended = await deps.live()?.submit({ type: 'endSession', reason: 'ended after an interruption' });
        // It stays interrupted, and may be ended later.
        if (ended?.ok === false) await deps.sessions.put();
        else deps.callWaiting();
        return show(ended?.ok === false ? ended : taken);
      }
      await deps.reopenRoom();
      // Stations that are still here come back to the new fold as they came to the old one.
      deps.callAll();
      return show(taken);
    },
  };
}

function unknownStudy(name: string): Ack<never> {
  return refusal('study/unknown', `There is no study ${name}. Reload this page to see those there are.`);
}

/** Asked before there is a record: a session that cannot be made leaves none. */
function checkTreatment(names: readonly string[], wanted: string | null): Ack<never> | null {
  if (wanted === null || names.includes(wanted)) return null;
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  return refusal('treatment/unknown', `There is no treatment ${wanted} in this study: ${known}.`);
}
