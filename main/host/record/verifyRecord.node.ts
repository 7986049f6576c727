import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findDifferentHash, findMissingTick } from './compareEpisode';
import { findEpisodes, type StartedEpisode } from './findEpisodes';
import { readSeal } from './journalSeal.node';
import { type JournalFile, openJournal } from './openJournal.node';
import { RecordError } from './RecordError';
import { foldFacts } from './tables/foldFacts';
import type { SessionFacts } from './tables/SessionFacts';
import type { VerifyDeps, VerifyFinding, VerifyReport } from './VerifyReport';

/**
 * Looks whether a record is what it claims to be: the journal whole and unchanged, every row readable, the frozen study
 * the one that was run, all ticks there, and every episode, played again from its seed and actions, in the same states.
 * Changes nothing; damage is reported, not thrown.
 */
export async function verifyRecord(recordFolder: string, deps: VerifyDeps): Promise<VerifyReport> {
  const findings: VerifyFinding[] = [];
  const checked: VerifyReport['checked'] = { rows: 0, games: 0, episodes: 0, ticks: 0, hashes: 0 };
  const file = join(recordFolder, 'journal.sqlite');
  let journal: JournalFile | null = null;
  try {
    journal = await openJournal({ file, create: false, readOnly: true, workerFile: deps.workerFile });
    checked.rows = await checkFile(journal, file, findings, deps);
    const facts = await readFacts(journal, findings);
    if (facts !== null) {
      checked.games = facts.games.size;
      await checkStudy(join(recordFolder, 'study'), facts, findings, deps);
      await checkEpisodes(journal, join(recordFolder, 'study'), facts, { findings, checked, deps });
    }
  } catch (cause) {
    const isInUse = cause instanceof RecordError && cause.code === 'record/inUse';
    findings.push({
      level: 'problem',
      code: isInUse ? 'journal/inUse' : 'journal/unreadable',
      message: isInUse ? cause.message : `The journal cannot be read: ${wordsOf(cause)}`,
    });
  } finally {
    await journal?.close();
  }
  return { ok: findings.every((finding) => finding.level !== 'problem'), findings, checked };
}

async function checkFile(
  journal: JournalFile,
  file: string,
  findings: VerifyFinding[],
  deps: VerifyDeps,
): Promise<number> {
  const check = await journal.check(deps.onProgress);
  for (const { message } of check.damage) findings.push({ level: 'problem', code: 'journal/damaged', message });
  const seal = readSeal(file);
  if (seal !== null && (seal.rows !== check.rows || seal.lastHash !== check.lastHash)) {
    const message = `When the journal was closed it had ${seal.rows} rows; now it has ${check.rows}, or its last row is another one.`;
    findings.push({ level: 'problem', code: 'journal/cut', message });
  }
  // The chain says that nothing was changed; this, that every row is one this version understands.
  await journal.rows({}, () => undefined);
  return check.rows;
}

async function readFacts(journal: JournalFile, findings: VerifyFinding[]): Promise<SessionFacts | null> {
  const events = await journal.events();
  if (!events.some((row) => row.body.type === 'sessionCreated')) {
    findings.push({ level: 'problem', code: 'session/missing', message: 'The journal holds no session.' });
    return null;
  }
  const facts = foldFacts(events);
  if (!facts.ended) {
    const message = 'The session was not ended: it was broken off, or waits to be taken up again.';
    findings.push({ level: 'note', code: 'session/notEnded', message });
  }
  return facts;
}

async function checkStudy(
  folder: string,
  facts: SessionFacts,
  findings: VerifyFinding[],
  deps: VerifyDeps,
): Promise<void> {
  const changed = (message: string): void => void findings.push({ level: 'problem', code: 'study/changed', message });
  if (!existsSync(folder)) return changed('The frozen study is missing.');
  try {
    const hash = await deps.hashStudy(folder);
    if (hash === facts.studyHash) return;
    changed(`The frozen study is not the one that was run: its hash is ${hash}, the journal says ${facts.studyHash}.`);
  } catch (cause) {
    changed(`The frozen study cannot be read: ${wordsOf(cause)}`);
  }
}

async function checkEpisodes(
  journal: JournalFile,
  studyFolder: string,
  facts: SessionFacts,
  { findings, checked, deps }: Pick<VerifyReport, 'findings' | 'checked'> & { deps: VerifyDeps },
): Promise<void> {
  const episodes = findEpisodes(facts);
  for (const [index, started] of episodes.entries()) {
    deps.onProgress?.({ done: index, of: episodes.length, step: 'games' });
    const ticks = await journal.ticks(started.game, started.episode);
    checked.episodes += 1;
    checked.ticks += ticks.length;
    const missing = findMissingTick(started, ticks);
    if (missing !== null) {
      // Without all actions there is nothing to play again.
      findings.push(missing);
      continue;
    }
    try {
      const again = await deps.rerun({
        ...episodeOf(started),
        studyFolder,
        actions: ticks.map((body) => body.actions),
      });
      checked.hashes += ticks.filter((body) => body.hash !== null).length;
      const different = findDifferentHash(started, ticks, again);
      if (different !== null) findings.push(different);
    } catch (cause) {
      const { game, episode } = started;
      const message = `Game ${game}, episode ${episode} could not be played again: ${wordsOf(cause)}`;
      findings.push({ level: 'problem', code: 'game/notRepeatable', message, game, episode });
    }
  }
  deps.onProgress?.({ done: episodes.length, of: episodes.length, step: 'games' });
}

function episodeOf({ claimedTicks: _claimedTicks, ...episode }: StartedEpisode): Omit<StartedEpisode, 'claimedTicks'> {
  return episode;
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
