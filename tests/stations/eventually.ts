import { vi } from 'vitest';

type Check<T> = () => T | Promise<T>;

/** Tries `check` until it no longer throws, and gives what it gives. A busy machine is given time. */
export const eventually = <T>(check: Check<T>, options: { timeout?: number; interval?: number } = {}): Promise<T> =>
  vi.waitFor(check, { timeout: 20_000, ...options });
