import { describe, expect, it } from 'vitest';
import { createFileTarget } from './createFileTarget';
import type { FileStore } from './FileStore';
import { SendError } from './SendError';
import type { Outgoing, OutgoingFile } from './Target';

const fileOf = (path: string): OutgoingFile => ({ path, file: `/here/${path}`, size: 4, sha256: `sha of ${path}` });
const outgoing: Outgoing = {
  record: 's/r',
  name: 's/r',
  running: false,
  replaces: [],
  copyBegun: () => undefined,
  files: () => Promise.resolve([fileOf('a'), fileOf('b')]),
  journal: () => Promise.reject(new Error('files only')),
};
type There = { put: 'put' | 'verified' | 'taken'; hash: string | null };

/** A store that answers as it is told, and says what was asked of it. */
function createStore(answers: Record<string, There>): FileStore & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    test: () => Promise.resolve(),
    put: async (path) => {
      calls.push(`put ${path}`);
      return answers[path]?.put ?? 'verified';
    },
    hash: async (path) => {
      calls.push(`hash ${path}`);
      return answers[path]?.hash ?? null;
    },
    remove: async (path) => void calls.push(`remove ${path}`),
    close: () => Promise.resolve(),
  };
}

describe('sending files', () => {
  it('reads back what the far end has not answered for', async () => {
    const store = createStore({ 's/r/a': { put: 'put', hash: 'sha of a' } });
    await createFileTarget(store).send(outgoing, () => undefined);
    expect(store.calls).toEqual(['put s/r/a', 'hash s/r/a', 'put s/r/b']);
  });

  it('finds what was altered, removes what it has put there itself, and comes back', async () => {
    const store = createStore({ 's/r/a': { put: 'put', hash: 'something else' } });
    await expect(createFileTarget(store).send(outgoing, () => undefined)).rejects.toMatchObject({
      kind: 'passing',
      code: 'sync/altered',
    });
    expect(store.calls).toEqual(['put s/r/a', 'hash s/r/a', 'remove s/r/a']);
  });

  it('never removes what others have put there', async () => {
    const store = createStore({ 's/r/a': { put: 'taken', hash: 'something else' } });
    await expect(createFileTarget(store).send(outgoing, () => undefined)).rejects.toMatchObject({ kind: 'conflict' });
    expect(store.calls).toEqual(['put s/r/a', 'hash s/r/a']);
  });

  it('takes the same content for its own, sent before a kill', async () => {
    const store = createStore({ 's/r/a': { put: 'taken', hash: 'sha of a' } });
    await createFileTarget(store).send(outgoing, () => undefined);
    expect(store.calls.at(-1)).toBe('put s/r/b');
  });

  it('names the copy of a running session before it is put, and removes those before it', async () => {
    const store = createStore({});
    const running = {
      ...outgoing,
      running: true,
      replaces: ['s/r/0', 's/r/b'],
      copyBegun: (path: string) => void store.calls.push(`begun ${path}`),
      files: () => Promise.resolve([fileOf('b')]),
    };
    await createFileTarget(store).send(running, () => undefined);
    expect(store.calls).toEqual(['hash s/r/b', 'begun s/r/b', 'put s/r/b', 'remove s/r/0']);
    const taken = createStore({ 's/r/b': { put: 'taken', hash: 'of somebody else' } });
    const theirs = { ...running, copyBegun: () => taken.calls.push('begun') };
    await expect(createFileTarget(taken).send(theirs, () => undefined)).rejects.toMatchObject({ kind: 'conflict' });
    expect(taken.calls).not.toContain('begun');
  });

  it('comes back for an old copy that a broken line kept from going, and leaves one that it may not remove', async () => {
    for (const [kind, ends] of [
      ['passing', 'rejected'],
      ['stop', 'fulfilled'],
    ] as const) {
      const store = createStore({});
      const failing = { ...store, remove: () => Promise.reject(new SendError(kind, 'sync/x', 'no')) };
      const [sent] = await Promise.allSettled([
        createFileTarget(failing).send({ ...outgoing, replaces: ['s/r/0'] }, () => undefined),
      ]);
      expect(sent?.status).toBe(ends);
    }
  });
});
