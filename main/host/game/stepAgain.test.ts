import { expect, it } from 'vitest';
import type { Outcome } from '../../../protocol/environment';
import { planSteps } from './planSteps';
import { replayEpisode } from './replayEpisode';
import { rerunEpisode } from './rerunEpisode';
import { type Place, RunnerFault } from './RunnerPool';

const spec = {
  study: { id: 's', readFiles: () => Promise.resolve({}), readFile: () => Promise.reject(new Error('no files')) },
  environment: { file: 'env.py', class: 'Env', runtime: 'pyodide', kwargs: {}, canvas: { width: 1, height: 1 } },
} as const;

/** A place whose environment takes so long for a step; a call that is over its time loses the interpreter. Keeps how long each took. */
function slowPlace(stepMs: number): { place: Place; callsMs: number[] } {
  const callsMs: number[] = [];
  let tick = 0;
  const place: Place = {
    load: () => Promise.resolve({ ok: true, agents: ['a'], single: false, perAgentRender: false }),
    call(request, timeoutMs) {
      const ticks = request.op === 'steps' ? request.actions.length : 0;
      callsMs.push(ticks * stepMs);
      if (ticks * stepMs > timeoutMs)
        return Promise.reject(new RunnerFault({ kind: 'crash', message: 'no answer' }, 'lost', true));
      tick += ticks;
      const wantsHash = request.op === 'steps' && request.hash === true;
      const outcome: Outcome = {
        ok: true,
        obs: {},
        rewards: {},
        terminations: {},
        truncations: {},
        infos: {},
        frames: {},
        ...(wantsHash && { hash: `h${tick}` }),
      };
      return Promise.resolve(outcome);
    },
    cast: () => Promise.reject(new Error('no policies')),
    act: () => Promise.reject(new Error('no policies')),
    lost: new Promise(() => undefined),
    leave: () => undefined,
  };
  return { place, callsMs };
}

it.each([1, 2, 5, 30, 120])(
  'at %i Hz an environment that only just keeps up in play can be rebuilt and verified',
  async (tickHz) => {
    const actions = Array.from({ length: 137 }, () => ({ a: 0 }));
    const { stepTimeoutMs } = planSteps(tickHz);
    const slow = slowPlace(stepTimeoutMs);
    const played = { seed: 1, actions, hashes: new Map<number, string>(), snapshots: [] };
    await replayEpisode(slow.place, played, { tickHz, hashEvery: 30, obsOf: [], file: 'env.py' });
    const pool = {
      place: () => Promise.resolve(slowPlace(stepTimeoutMs).place),
      warm: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const hashes = await rerunEpisode(pool, { ...spec, seed: 1, actions, tickHz, hashEvery: 30 });
    expect(hashes.get(137)).toBe('h137');

    // One that keeps its rate lets the other games of its interpreter have their turns every few seconds.
    const steady = slowPlace(1000 / tickHz);
    await replayEpisode(steady.place, played, { tickHz, hashEvery: 30, obsOf: [], file: 'env.py' });
    expect(Math.max(...steady.callsMs)).toBeLessThanOrEqual(5000);
    expect(steady.callsMs.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo((137 * 1000) / tickHz);
  },
);
