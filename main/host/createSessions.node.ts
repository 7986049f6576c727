import { randomInt } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { SessionEvent } from '../../protocol/event';
import type { Ack, GameFrame } from '../../protocol/message';
import type { Study } from '../../protocol/study';
import type { RecordingTrouble, StationView } from '../../protocol/view';
import { createDraw } from './createDraw.node';
import { createLiveSession, type LiveSession } from './createLiveSession.node';
import { createRecordLog, type RecordLog } from './createRecordLog.node';
import { createTreatmentBook, type TreatmentBook } from './createTreatmentBook.node';
import { createSessionClock } from './createSessionClock.node';
import { createTurns } from './createTurns';
import type { HostOptions } from './HostOptions';
import type { Bots } from './game/Bots';
import { openStudySource } from './game/openStudySource.node';
import type { RunnerPool } from './game/RunnerPool';
import { createRecordFolder } from './record/createRecordFolder.node';
import { formatWall } from './record/formatWall';
import type { JournalTrouble } from './record/Journal';
import { type JournalFile, openJournal } from './record/openJournal.node';
import { writeManifest } from './record/recordManifest.node';
import { sumTreatmentCounts } from './record/treatmentCounts.node';
import { type SpaceWatch, watchSpace } from './record/watchSpace.node';
import { describeUnable, rehearsePolicies } from './rehearsePolicies';
import { seatKey } from './seatKey';
import { foldSession } from './session/foldSession';
import type { SessionCommand } from './session/SessionCommand';
import type { SessionState } from './session/SessionState';
import { newJoinCode, newParticipantCode } from './stations/newToken.node';
import { describeProblem } from './study/describeProblem';
import { hashStudyFolder } from './study/hashStudy.node';
import { freezeStudy } from './study/freezeStudy.node';
import type { StudyEntry } from './study/listStudies.node';
import { loadStudy } from './study/loadStudy.node';
import { refusal } from './stations/refusal';

export type SessionsDeps = Pick<HostOptions, 'dataDir' | 'pace' | 'seed' | 'appVersion' | 'log'> & {
  workerFile: string;
  pool: RunnerPool;
  bots: Bots;
  /** `key`: of the seat, see `seatKey`. */
  sendView(key: string, view: StationView): void;
  /** `key` null: for the consoles. */
  sendFrame(key: string | null, frame: GameFrame): void;
  changed(events: SessionEvent[]): void;
  /** Told before anything is done with a record: its folder, or null when it has been let go of. */
  recordOpen(folder: string | null): void;
};

export type OpenSession = {
  live: LiveSession;
  journal: JournalFile;
  log: RecordLog;
  treatments: TreatmentBook;
  /** What is wrong with the partners, in words, as far as the session has not begun; nothing: they are ready. */
  rehearsed: Promise<string[]>;
  /** What is wrong with the disk, or with the partners. */
  troubles(): RecordingTrouble[];
  space: SpaceWatch;
};

/** `seed` null: drawn. `treatment`: for everybody; null: as the study says. */
export type NewSessionOptions = { seed: number | null; treatment: string | null };

/** The session this host has open, if any: made from a study, taken up again from its record, put away. */
export type Sessions = {
  current(): OpenSession | null;
  /** `study`: as it stands on the shelf; what is run is a frozen copy of it. */
  create(study: StudyEntry, options: NewSessionOptions): Promise<Ack<{ session: string }>>;
  /**
   * Folds the journal in `folder` again. The gap becomes an event, and games go on where they were; a session that had ended
   * is only shown on, until it is put away.
   */
  recover(folder: string): Promise<Ack<object>>;
  /** Lets go of the record. */
  put(): Promise<void>;
};

export function createSessions(deps: SessionsDeps): Sessions {
  let open: OpenSession | null = null;
  /** Two clicks must not make two sessions. */
  const inTurn = createTurns();

  function make(
    folder: string,
    journal: JournalFile,
    state: Parameters<typeof createLiveSession>[0]['state'],
    studyHash: string,
    fromMs: number,
    study: Study,
  ): LiveSession {
    const recordLog = createRecordLog(folder, deps.log);
    const log = (line: string) => {
      deps.log(line);
      recordLog.write(line);
    };
    const source = openStudySource(join(folder, 'study'), studyHash);
    const treatments = createTreatmentBook(folder, log);
    let trouble: JournalTrouble | null = null;
    let low: string | null = null;
    const live = createLiveSession({
      folder,
      journal,
      study: source,
      state,
      clock: createSessionClock(fromMs),
      draw: createDraw(deps.seed),
      pool: deps.pool,
      bots: deps.bots,
      pace: deps.pace,
      sendView: (seat, view) => deps.sendView(seatKey(view.session, seat), view),
      sendFrame: (seat, frame) =>
        deps.sendFrame(seat === null ? null : seatKey(live.state()?.session ?? '', seat), frame),
      changed(events) {
        const now = live.state();
        if (now) treatments.keep(now);
        deps.changed(events);
      },
      log,
    });
    journal.onTrouble((heard) => {
      log(`record: ${heard.message}`);
      trouble = heard.kind === 'recovered' ? null : heard;
      live.hearTrouble(heard);
      deps.changed([]);
    });
    const space = watchSpace({
      folder,
      bytes: () => journal.stats().bytes,
      warned(message) {
        if (message !== null) log(`record: ${message}`);
        low = message;
        deps.changed([]);
      },
    });
    let unable: string[] = [];
    // Who plays already has partners, and does not wait for others to be tried.
    const begins = state === null || state.phase.phase === 'lobby';
    const rehearsed = (begins ? rehearsePolicies(deps, source, study) : Promise.resolve([])).catch((error: unknown) => [
      describe(error),
    ]);
    void rehearsed.then((problems) => {
      if (problems.length === 0 || open?.live !== live) return;
      unable = problems;
      for (const problem of problems) log(`partner: ${problem}`);
      deps.changed([]);
    });
    const troubles = () => describeTroubles(trouble, low, unable);
    open = { live, journal, log: recordLog, space, treatments, rehearsed, troubles };
    deps.recordOpen(folder);
    return live;
  }

  const notClosed = (error: unknown): void => deps.log(`record: not closed in peace: ${describe(error)}`);

  async function put(): Promise<void> {
    const closing = open;
    open = null;
    if (closing === null) return;
    const { live, treatments, log, space } = closing;
    space.stop();
    // What a dead disk no longer lets close must not keep the session from being taken up again.
    for (const step of [() => live.close(), () => treatments.whenKept(), () => log.close()])
      await step().catch(notClosed);
    deps.recordOpen(null);
  }

  /** Opens a record's journal for a session. Closes it again when `take` throws, or wants none of it: null. */
  async function openFor<T>(folder: string, create: boolean, take: (journal: JournalFile) => Promise<T>): Promise<T> {
    const { workerFile } = deps;
    const journal = await openJournal({ file: join(folder, 'journal.sqlite'), create, workerFile });
    let taken: T | null = null;
    try {
      return (taken = await take(journal));
    } finally {
      if (taken === null) await journal.close().catch(notClosed);
    }
  }

  async function create(entry: StudyEntry, { seed, treatment }: NewSessionOptions): Promise<Ack<{ session: string }>> {
    const phase = open?.live.state()?.phase.phase;
    if (phase && phase !== 'ended') return refusal('session/open', 'A session is open. End it first.');
    await put();
    const session = newParticipantCode();
    const wallMs = Date.now();
    const { folder } = await createRecordFolder({ root: deps.dataDir, study: entry.card.name, session, wallMs });
    const frozen = await freezeStudy({ from: entry.folder, to: join(folder, 'study') });
    if (!frozen.ok) return refusal('study/problems', frozen.problems.map(describeProblem).join('\n'));
    // What is run is what was frozen: the folder may have changed since it was shown.
    const { study, problems } = await loadStudy(join(folder, 'study'));
    if (!study) return refusal('study/problems', problems.map(describeProblem).join('\n'));
    const startedAt = wallAt(wallMs);
    const { name, title, version } = study;
    const { appVersion } = deps;
    const earlier = study.treatments ? await sumTreatmentCounts(dirname(folder)) : undefined;
    const manifest = { appVersion, session, startedAt, study: { name, title, version, hash: frozen.hash } };
    const live = await openFor(folder, true, async (journal) => {
      await writeManifest(folder, manifest);
      return make(folder, journal, null, frozen.hash, 0, study);
    });
    const made = await live.submit({
      type: 'createSession',
      session,
      joinCode: newJoinCode(),
      study,
      studyHash: frozen.hash,
      seed: seed ?? randomInt(2 ** 32),
      treatment,
      ...(earlier && { earlier }),
      appVersion,
      wall: startedAt,
    });
    if (!made.ok) {
      await put();
      return made;
    }
    return { ok: true, ...{ session } };
  }

  async function recover(folder: string): Promise<Ack<object>> {
    const isDead = open?.troubles().some(({ kind }) => kind === 'dead');
    if (open && open.live.state()?.phase.phase !== 'ended' && !(isDead && open.live.folder === folder))
      return refusal('session/open', 'A session is open. End it first.');
    await put();
    const taken = await openFor(folder, false, async (journal) => {
      const rows = await journal.events();
      const state = foldSession(rows.map((row) => row.body));
      const last = await journal.last();
      if (!state || !last) return null;
      // A wall clock that was set back while the host was away must not move session time back.
      const gapMs = Math.max(0, Date.now() - Date.parse(last.wall));
      // Trusted is what the files are now. A folder that cannot be read as a study is none that anybody has trusted.
      const studyHash = await hashStudyFolder(join(folder, 'study')).catch(() => `not-${state.studyHash}`);
      const live = make(folder, journal, state, studyHash, last.atMs + gapMs, state.study);
      return { live, commands: commandsToReturn(state, gapMs) };
    });
    if (!taken) return refusal('record/empty', 'This record holds no session. It stays where it is.');
    for (const command of taken.commands) {
      const done = await taken.live.submit(command);
      if (done.ok) continue;
      await put();
      return done;
    }
    return { ok: true };
  }

  const refusing =
    <A extends unknown[], T extends object>(run: (...args: A) => Promise<Ack<T>>) =>
    (...args: A): Promise<Ack<T>> =>
      inTurn(() => run(...args)).catch((error: unknown) => refusal('record/failed', describe(error)));

  return { current: () => open, create: refusing(create), recover: refusing(recover), put: () => inTurn(put) };
}

/** What a session is told when its host is back. Of one that has ended nothing is lost but the lines to its stations. */
function commandsToReturn({ phase, participants }: SessionState, gapMs: number): SessionCommand[] {
  if (phase.phase !== 'ended') return [{ type: 'recoverSession', gapMs, wall: wallAt(Date.now()) }];
  return participants.filter(({ connected }) => connected).map(({ seat }) => ({ type: 'disconnectStation', seat }));
}

function describeTroubles(trouble: JournalTrouble | null, low: string | null, unable: string[]): RecordingTrouble[] {
  const all: RecordingTrouble[] = [];
  if (trouble !== null && trouble.kind !== 'recovered') {
    const { kind, message } = trouble;
    all.push({ kind: kind === 'dead' || kind === 'slow' ? kind : 'held', message });
  }
  // A full disk is low as well: one word is enough.
  if (low !== null && trouble?.kind !== 'full') all.push({ kind: 'low', message: low });
  if (unable.length > 0) all.push({ kind: 'partners', message: describeUnable(unable) });
  return all;
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function wallAt(epochMs: number): string {
  return formatWall(epochMs, -new Date(epochMs).getTimezoneOffset());
}
