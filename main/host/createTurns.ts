/** Runs one after the other what is asked for at any time; each asker hears how its own went. */
export function createTurns(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(run);
    // What went wrong is told to who asked for it, and is no reason not to go on.
    last = mine.catch(() => undefined);
    return mine;
  };
}
