/** Settles with the first signal that asks this process to stop. */
export function waitForSignal(): Promise<string> {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => settle(signal));
  });
}
