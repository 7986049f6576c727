import { type Draws, drawInteger } from '../../main/cli/testBot/createDraws';
import type { CommitPoint } from './killAtCommit';

/**
 * When and how a host is killed.
 * - `starting`: so long after it was started, whether or not it is ready.
 * - `recovering`: so long after it told its address, while stations and games come back.
 * - `playing`: so long after every game goes on.
 */
export type KillPlan = {
  when: 'starting' | 'recovering' | 'playing';
  delayMs: number;
  /** null: at that moment. Else at a write or sync of the journal after it. */
  at: CommitPoint | null;
  /** What the operator asks for just before, while the game goes on. */
  operator: 'nothing' | 'pauses' | 'pauses, not waiting';
};

export function planKill(draw: Draws, canKillAtCommit: boolean): KillPlan {
  const share = draw();
  const when = share < 0.15 ? 'starting' : share < 0.6 ? 'recovering' : 'playing';
  const longestMs = { starting: 700, recovering: 2000, playing: 800 }[when];
  const operator = draw();
  const atCommit = canKillAtCommit && draw() < 0.4 && when !== 'starting';
  return {
    when,
    delayMs: Math.round(draw() * longestMs),
    at: atCommit ? { call: draw() < 0.5 ? 'pwrite64' : 'fsync', nth: drawInteger(draw, 1, 12) } : null,
    operator: when !== 'playing' || operator > 0.1 ? 'nothing' : operator > 0.05 ? 'pauses' : 'pauses, not waiting',
  };
}
