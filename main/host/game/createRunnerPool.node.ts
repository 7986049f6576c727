import { cpus } from 'node:os';
import { type Helpers, PYTHON_PATH } from '../../../protocol/process';
import { createRunner, type Runner, tellLoss } from './createRunner.node';
import { dropSnapshot, keepSnapshot } from './keepSnapshot.node';
import type { StudySource } from './GameSpec';
import { type Place, RunnerFault, type RunnerPool } from './RunnerPool';

export type RunnerPoolDeps = {
  helpers: Helpers;
  /** The `cubicle` package for the interpreters: `cubicle/surface.py` → bytes. */
  python: Record<string, Uint8Array>;
  /** Interpreters over which games are spread; default: one per core but one. A spare is kept warm besides. */
  count?: number;
  /** Packages for the interpreters, as wheels: file name → bytes. */
  wheels?: Record<string, Uint8Array>;
  /** Of one interpreter; default: what suits one in the sandbox. */
  memoryLimitBytes?: number;
  log?(line: string): void;
};

type Slot = {
  runner: Promise<Runner>;
  games: Set<string>;
  /** Reserved for one game. */
  alone: boolean;
  mounts: Map<string, Promise<string>>;
};

/** Games spread over Python interpreters: see RunnerPool. */
export function createRunnerPool({
  helpers,
  python,
  count = Math.max(1, cpus().length - 1),
  wheels = {},
  memoryLimitBytes,
  log = () => undefined,
}: RunnerPoolDeps): RunnerPool {
  const slots = new Set<Slot>();
  const runners = new Set<Runner>();
  let closed = false;
  let placed = 0;

  async function boot(slot: () => Slot): Promise<Runner> {
    const { snapshotFile } = helpers;
    const runner = createRunner(await helpers.start('runner'), {
      python,
      keepSnapshot: snapshotFile === null ? null : (file) => void keep(snapshotFile, file),
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    });
    runners.add(runner);
    if (closed) runner.kill();
    void runner.lost.then(() => {
      runners.delete(runner);
      slots.delete(slot());
      keepSpare();
    });
    try {
      const { bootMs, cold } = await runner.ready;
      if (Object.keys(wheels).length > 0) await runner.mount(PYTHON_PATH, wheels);
      log(
        `interpreter: started in ${Math.round(bootMs)} ms, ${cold === null ? 'from its snapshot' : `from the beginning: ${cold}`}`,
      );
    } catch (cause) {
      // It may be what the interpreter died of.
      if (snapshotFile !== null && !closed) await dropSnapshot(snapshotFile);
      throw cause;
    }
    return runner;
  }

  async function keep(snapshotFile: string, file: Uint8Array): Promise<void> {
    try {
      await keepSnapshot(snapshotFile, file);
    } catch (cause) {
      log(`interpreter: its snapshot cannot be kept: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }

  function startSlot(): Slot {
    const slot: Slot = { runner: boot(() => slot), games: new Set(), alone: false, mounts: new Map() };
    slots.add(slot);
    // Whoever is placed on it is told; an unused one just goes.
    slot.runner.catch(() => slots.delete(slot));
    return slot;
  }

  const empty = (): Slot[] => [...slots].filter((slot) => slot.games.size === 0);

  function chooseSlot(alone: boolean): Slot {
    const [free] = empty();
    if (alone) return free ?? startSlot();
    const shared = [...slots].filter((slot) => !slot.alone && slot.games.size > 0);
    if (shared.length < count) return free ?? startSlot();
    return shared.reduce((least, slot) => (slot.games.size < least.games.size ? slot : least));
  }

  /** While games are played, the next interpreter is already up: replacing a lost one must not take its boot time. */
  function keepSpare(): void {
    const inUse = [...slots].some((slot) => slot.games.size > 0);
    if (!closed && inUse && empty().length === 0) startSlot();
  }

  async function mountStudy(slot: Slot, study: StudySource): Promise<string> {
    const mounted = slot.mounts.get(study.id) ?? mountFiles(slot, study);
    slot.mounts.set(study.id, mounted);
    try {
      return await mounted;
    } catch (cause) {
      slot.mounts.delete(study.id);
      throw cause;
    }
  }

  async function mountFiles(slot: Slot, study: StudySource): Promise<string> {
    if (!/^[\w.-]{1,128}$/.test(study.id))
      throw new Error(`a study's id must be a plain name, not ${JSON.stringify(study.id)}`);
    const folder = `/study/${study.id}`;
    const [runner, files] = await Promise.all([slot.runner, study.readFiles()]);
    return runner.mount(folder, files);
  }

  function leave(slot: Slot, game: string): void {
    if (!slot.games.delete(game)) return;
    if (slot.games.size === 0) slot.alone = false;
    void slot.runner
      .then((runner) => (slots.size > count + 2 && slot.games.size === 0 ? runner.kill() : runner.close(game)))
      .catch(() => undefined);
  }

  return {
    async place(label, study, { alone = false } = {}) {
      // A game that takes a new place may still hold its old one: the harness knows them by different names.
      placed += 1;
      const game = `${label}#${placed}`;
      if (closed) throw new RunnerFault({ kind: 'crash', message: 'the interpreters were stopped' }, 'lost', false);
      const slot = chooseSlot(alone);
      slot.games.add(game);
      slot.alone = alone;
      try {
        const folder = await mountStudy(slot, study);
        // Not before: two that boot at once both take twice as long, and this one is waited for.
        keepSpare();
        return makePlace(await slot.runner, game, folder, () => leave(slot, game));
      } catch (cause) {
        leave(slot, game);
        throw cause;
      }
    },
    async warm(wanted) {
      while (slots.size < wanted) startSlot();
      await Promise.all([...slots].map((slot) => slot.runner));
    },
    async close() {
      closed = true;
      for (const runner of runners) runner.kill();
      await Promise.allSettled([...slots].map((slot) => slot.runner));
    },
  };
}

function makePlace(runner: Runner, game: string, folder: string, leave: () => void): Place {
  let file: string | null = null;
  // A hang or a crash has no line, but it has a file.
  const name = (fault: RunnerFault): RunnerFault =>
    fault.suspect && fault.error.file === undefined
      ? new RunnerFault({ ...fault.error, file, line: null }, fault.scope, true)
      : fault;
  const rethrow = (cause: unknown): never => {
    throw cause instanceof RunnerFault ? name(cause) : cause;
  };
  return {
    load(environment, timeoutMs) {
      file = environment.file;
      const { class: className, kwargs, canvas } = environment;
      return runner
        .load({ op: 'load', game, path: folder, file, class: className, kwargs, canvas }, timeoutMs)
        .catch(rethrow);
    },
    call: (request, timeoutMs) => runner.call({ ...request, game }, timeoutMs).catch(rethrow),
    cast(policy, timeoutMs) {
      file = policy.file;
      return runner.cast({ ...policy, op: 'cast', game, path: folder }, timeoutMs).catch(rethrow);
    },
    act: (request, timeoutMs) => runner.act({ ...request, op: 'act', game }, timeoutMs).catch(rethrow),
    lost: runner.lost.then((loss) => name(tellLoss(loss, game))),
    leave,
  };
}
