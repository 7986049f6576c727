import { listPython } from '../../protocol/listPython';
import type { Ack } from '../../protocol/message';
import type { StudyNeeds as ShownNeeds } from '../../protocol/view';
import { openStudySource } from './game/openStudySource.node';
import type { Runners } from './openRunners.node';
import { describeDistrust } from './game/packages/createPackages.node';
import { refusal } from './stations/refusal';
import { hashStudyFolder } from './study/hashStudy.node';
import type { StudyEntry } from './study/listStudies.node';

export type StudyNeedsDeps = Pick<Runners, 'packages' | 'trusted'> & {
  /** What a card shows has changed. */
  changed(): void;
  log(line: string): void;
};

/** What studies need before they can run, beside being right: the operator's trust, and packages on this machine. */
export type StudyNeeds = {
  /** Of a study as it stands now; null: nothing. */
  look(entry: StudyEntry): Promise<ShownNeeds | null>;
  /** As it was last looked at. */
  of(entry: StudyEntry): ShownNeeds | null;
  /** `hash`: what the operator was shown; refused when the study has changed since. */
  trust(entry: StudyEntry, hash: string): Promise<Ack<object>>;
  /** Begins; how it goes is told on the card. */
  prepare(entry: StudyEntry): Promise<Ack<object>>;
  /** Refused, in words, unless all is there. */
  check(entry: StudyEntry): Promise<Ack<object>>;
};

export function createStudyNeeds({ packages, trusted, changed, log }: StudyNeedsDeps): StudyNeeds {
  const seen = new Map<string, ShownNeeds | null>();
  /** Of the studies that are being prepared, or could not be: what to show. By folder. */
  const progress = new Map<string, { line: string; failed: boolean }>();

  const pythonOf = ({ study }: StudyEntry) => (study ? listPython(study) : []);

  async function look(entry: StudyEntry): Promise<ShownNeeds | null> {
    const specs = pythonOf(entry);
    const isNative = specs.some(({ runtime }) => runtime === 'python');
    const hasPackages = specs.some(({ packages: list }) => list !== undefined);
    const needs = isNative || hasPackages ? await lookAt(entry, isNative) : null;
    seen.set(entry.folder, needs);
    return needs;
  }

  async function lookAt(entry: StudyEntry, isNative: boolean): Promise<ShownNeeds> {
    const at = progress.get(entry.folder);
    const shown = { progress: at?.failed ? null : (at?.line ?? null), problem: at?.failed ? at.line : null };
    const hash = await hashStudyFolder(entry.folder);
    const trust = isNative && !(await trusted.has(hash));
    try {
      const source = openStudySource(entry.folder, hash);
      const isPrepared = await packages.isPrepared(source, pythonOf(entry));
      return { hash, trust, packages: !isPrepared, ...shown };
    } catch (cause) {
      return { hash, trust, packages: false, progress: null, problem: describe(cause) };
    }
  }

  return {
    look,
    of: (entry) => seen.get(entry.folder) ?? null,
    async trust(entry, hash) {
      const needs = await look(entry);
      if (needs?.hash !== hash)
        return refusal('study/changed', 'The study has changed since it was shown. Look at it again.');
      await trusted.add({ hash, name: entry.card.name });
      log(`study ${entry.card.name} is trusted: ${hash}`);
      await look(entry);
      changed();
      return { ok: true };
    },
    async prepare(entry) {
      if (progress.get(entry.folder)?.failed === false) return { ok: true };
      const needs = await look(entry);
      if (needs === null) return { ok: true };
      if (needs.trust) return refusal('study/untrusted', describeDistrust(needs.hash));
      const tell = async (line: string, failed: boolean): Promise<void> => {
        progress.set(entry.folder, { line, failed });
        log(`packages of ${entry.card.name}: ${line}`);
        await look(entry);
        changed();
      };
      await tell('looking', false);
      const source = openStudySource(entry.folder, needs.hash);
      packages
        .prepare(source, entry.folder, pythonOf(entry), (line) => void tell(line, false))
        .then(() => progress.delete(entry.folder))
        .catch((cause: unknown) => tell(describe(cause), true))
        .then(() => look(entry))
        .then(changed)
        .catch((cause: unknown) => log(describe(cause)));
      return { ok: true };
    },
    async check(entry) {
      const needs = await look(entry);
      if (needs === null) return { ok: true };
      if (needs.trust) return refusal('study/untrusted', describeDistrust(needs.hash));
      if (needs.problem !== null) return refusal('study/python', needs.problem);
      if (needs.packages)
        return refusal(
          'study/packages',
          'The packages of this study are not on this machine yet. Press “Get its packages” on its card, or run: cubicle prepare STUDY',
        );
      return { ok: true };
    },
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
