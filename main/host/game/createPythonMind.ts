import type { PythonPolicy } from '../../../protocol/study';
import { BotFault } from './Bots';
import type { MindSeat } from './createModelMind';
import type { Mind } from './Mind';
import { type Place, RunnerFault, type RunnerPool } from './RunnerPool';

const CAST_TIMEOUT_MS = 15_000;
const ACT_TIMEOUT_MS = 2000;
/** One that has brought its interpreter down so often is not asked again. */
const FALLS_PER_MIND = 2;

/**
 * A class in Python that acts for an agent, with an instance of its own in an interpreter that no game is in: while it thinks, play
 * goes on. One whose interpreter was lost begins again in another, with nothing in its memory.
 * `log`: what it printed, and, once each, what went wrong in it.
 */
export function createPythonMind(
  deps: { pool: RunnerPool; log(text: string): void },
  policy: PythonPolicy,
  { study, agent, key }: MindSeat,
): Mind {
  const told = new Set<string>();
  let place: Promise<Place> | null = null;
  let falls = 0;
  let closed = false;

  async function take(): Promise<Place> {
    const taken = await deps.pool.place(key, study, { environment: policy, apart: true, alone: falls > 0 });
    try {
      const { file, class: className, kwargs } = policy;
      await taken.cast({ file, class: className, kwargs, agent }, CAST_TIMEOUT_MS);
      if (closed) taken.leave();
      return taken;
    } catch (cause) {
      taken.leave();
      throw cause;
    }
  }

  function reach(): Promise<Place> {
    if (place === null) {
      const taking = take();
      place = taking;
      taking.then(
        (taken) => void taken.lost.then(() => drop(taking, taken)),
        () => drop(taking, null),
      );
    }
    return place;
  }

  function drop(lost: Promise<Place>, taken: Place | null): void {
    if (place === lost) place = null;
    taken?.leave();
  }

  function tell(fault: RunnerFault): void {
    const { file, line, message, traceback } = fault.error;
    const text = `${file ?? policy.file}${line ? `:${line}` : ''}: ${traceback?.trimEnd() ?? message}\n`;
    if (!told.has(text)) deps.log(text);
    told.add(text);
  }

  return {
    async open() {
      await reach();
    },
    async decide({ episodeSeed, observation, allowed, begins }) {
      if (falls >= FALLS_PER_MIND) throw new BotFault('failed', 'it hangs; it is not asked any more');
      const isNew = place === null;
      try {
        const at = await reach();
        const isFirst = begins || isNew;
        const { action, log } = await at.act(
          { observation, ...(isFirst && { seed: episodeSeed }), ...(allowed && { allowed }) },
          ACT_TIMEOUT_MS,
        );
        if (log) deps.log(log);
        const isAllowed = allowed?.includes(action) ?? true;
        const memory = begins ? ('begun' as const) : isNew ? ('lost' as const) : undefined;
        return { decision: isAllowed ? { ok: true, action } : { ok: false, reason: 'invalid' }, memory };
      } catch (cause) {
        if (!(cause instanceof RunnerFault)) throw cause;
        if (cause.scope === 'lost' && cause.suspect) falls += 1;
        tell(cause);
        throw new BotFault(cause.error.kind === 'contract' ? 'invalid' : 'failed', cause.message, cause.error);
      }
    },
    close() {
      closed = true;
      void place?.then((taken) => taken.leave()).catch(() => undefined);
    },
  };
}
