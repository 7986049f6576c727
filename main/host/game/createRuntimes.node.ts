import { createHash } from 'node:crypto';
import type { Helper } from '../../../protocol/process';
import type { PythonSpec } from '../../../protocol/study';
import { createRunnerPool, type RunnerPoolDeps } from './createRunnerPool.node';
import type { StudySource } from './GameSpec';
import { startNativeRunner } from './native/startNativeRunner.node';
import { type RunnerPool, RunnerFault } from './RunnerPool';

export type RuntimesDeps = Omit<RunnerPoolDeps, 'memoryLimitBytes' | 'wheels'> & {
  /** What must be there before a study's environment runs outside of the sandbox, or with packages. Both reject in words. */
  packages: {
    /** The Python for it, an absolute path; only if the operator trusts the study. */
    findProgram(study: StudySource, environment: PythonSpec): Promise<string>;
    /** Wheels for the sandbox: file name → bytes, checked against the study's hashes. */
    readWheels(study: StudySource, requirements: string): Promise<Record<string, Uint8Array>>;
  };
};

/** Large enough for torch; the system is asked to refuse more, where it can. */
const NATIVE_MEMORY_BYTES = 4 * 1024 ** 3;
const NATIVE_LIMIT_BYTES = 3 * 1024 ** 3;
/** Beside the plain sandbox: of the games and the policies of a study that is played, and of the one before. */
const POOLS_KEPT = 4;

type Kept = { pool: RunnerPool; games: number };

/**
 * Games on the interpreters that their environments ask for: one pool for the plain sandbox, one for each other set of packages;
 * and the same again, of one interpreter each, for those who are placed apart.
 */
export function createRuntimes(deps: RuntimesDeps): RunnerPool {
  const plain = createRunnerPool(deps);
  const kept = new Map<string, Kept>();
  /** Settle when what native interpreters have left on the disk is gone. */
  const clearing = new Set<Promise<void>>();

  function createNativePool(program: string, count: number | undefined): RunnerPool {
    const { python, log } = deps;
    const start = (): Promise<Helper> => {
      const helper = startNativeRunner({ program, memoryBytes: NATIVE_MEMORY_BYTES });
      clearing.add(helper.cleared);
      void helper.cleared.then(() => clearing.delete(helper.cleared));
      return Promise.resolve(helper);
    };
    return createRunnerPool({
      helpers: { start, snapshotFile: null },
      python,
      memoryLimitBytes: NATIVE_LIMIT_BYTES,
      ...(count === undefined ? {} : { count }),
      ...(log === undefined ? {} : { log }),
    });
  }

  function keepPool(key: string, make: () => RunnerPool): Kept {
    const known = kept.get(key) ?? { pool: make(), games: 0 };
    // The newest last.
    kept.delete(key);
    kept.set(key, known);
    for (const [old, { pool, games }] of kept) {
      if (kept.size <= POOLS_KEPT) break;
      if (games > 0 || old === key) continue;
      kept.delete(old);
      void pool.close();
    }
    return known;
  }

  async function choosePool(study: StudySource, environment: PythonSpec | undefined, apart: boolean): Promise<Kept> {
    const { count, ...rest } = deps;
    const spread = apart ? 1 : count;
    const named = (what: string): string => `${apart ? 'apart ' : ''}${what}`;
    if (environment?.runtime === 'python') {
      const program = await deps.packages.findProgram(study, environment);
      return keepPool(named(program), () => createNativePool(program, spread));
    }
    const wheels =
      environment?.packages === undefined ? {} : await deps.packages.readWheels(study, environment.packages);
    const names = Object.keys(wheels).sort();
    if (names.length === 0 && !apart) return { pool: plain, games: 0 };
    const key = createHash('sha256')
      .update(names.map((name) => `${name}\n`).join(''))
      .digest('hex');
    return keepPool(named(key), () =>
      createRunnerPool({ ...rest, ...(spread !== undefined && { count: spread }), wheels }),
    );
  }

  return {
    async place(game, study, options = {}) {
      const { environment, apart = false } = options;
      const chosen = await choosePool(study, environment, apart).catch((cause: unknown) => {
        throw new RunnerFault({ kind: 'import', message: describe(cause) }, 'author', true);
      });
      chosen.games += 1;
      try {
        const place = await chosen.pool.place(game, study, options);
        let isHeld = true;
        return {
          ...place,
          leave() {
            if (isHeld) chosen.games -= 1;
            isHeld = false;
            place.leave();
          },
        };
      } catch (cause) {
        chosen.games -= 1;
        throw cause;
      }
    },
    warm: (count) => plain.warm(count),
    async close() {
      await Promise.all([plain, ...[...kept.values()].map(({ pool }) => pool)].map((pool) => pool.close()));
      await Promise.all(clearing);
    },
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
