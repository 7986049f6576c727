import { afterAll, beforeAll } from 'vitest';
import { openPlayFixture, type PlayFixture } from './playFixture';

/** One interpreter and a warm spare for all tests of a file; there from the first test or `beforeAll` on. */
export function onPlayFixture(): Omit<PlayFixture, 'close'> {
  let fixture: PlayFixture | null = null;
  beforeAll(async () => {
    fixture = await openPlayFixture(1);
    await fixture.pool.warm(2);
  });
  afterAll(() => fixture?.close());

  function opened(): PlayFixture {
    if (fixture === null) throw new Error('the interpreters are there only while tests run');
    return fixture;
  }
  return {
    get pool() {
      return opened().pool;
    },
    get running() {
      return opened().running;
    },
    get helpers() {
      return opened().helpers;
    },
  };
}
