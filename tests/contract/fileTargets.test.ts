import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFileTarget } from '../../main/host/sync/createFileTarget';
import { openFolderStore } from '../../main/host/sync/openFolderStore.node';
import { openS3Store } from '../../main/host/sync/openS3Store.node';
import { openWebdavStore } from '../../main/host/sync/openWebdavStore.node';
import { SendError } from '../../main/host/sync/SendError';
import type { Target } from '../../main/host/sync/Target';
import type { Fault } from '../sync/createFaultProxy';
import { makeFiles, type Made } from '../sync/makeFiles';
import { type FarEnd, fileFarEnds } from '../sync/targets';

/** A busy machine is no silent one. */
const patientMs = 60_000;
const stallMs = 1500;
const MiB = 2 ** 20;

function openOf({ settings, secret }: FarEnd, waitMs: number): Target {
  switch (settings.kind) {
    case 'folder':
      return createFileTarget(openFolderStore(settings.path));
    case 'webdav':
      return createFileTarget(openWebdavStore(settings, secret ?? '', waitMs));
    case 's3':
      return createFileTarget(openS3Store(settings, secret ?? '', waitMs));
    case 'postgres':
      throw new Error('a database keeps no files');
  }
}
const failureOf = (work: Promise<unknown>): Promise<SendError | null> =>
  work.then(
    () => null,
    (cause: unknown) => {
      expect(cause).toBeInstanceOf(SendError);
      return cause as SendError;
    },
  );
const quiet = (): void => undefined;

for (const kind of fileFarEnds) {
  if (kind.missing) console.warn(kind.missing);
  describe.skipIf(kind.missing !== null)(`files to ${kind.name}`, () => {
    let far: FarEnd;
    const made: Made[] = [];
    const open: Target[] = [];
    beforeAll(async () => {
      far = await kind.open();
    });
    afterAll(() => far.close());
    afterEach(async () => {
      far.proxy?.always(null);
      far.proxy?.script([]);
      await Promise.all(open.splice(0).map((target) => target.close()));
      for (const one of made.splice(0)) one.drop();
    });
    const target = (waitMs = patientMs): Target => {
      const opened = openOf(far, waitMs);
      open.push(opened);
      return opened;
    };
    let lastName = 0;
    const make = (sizes: Record<string, number>): Made => {
      const one = makeFiles(sizes, `sample/2026-03-14_0926_abcd${++lastName}`);
      made.push(one);
      return one;
    };
    const seen = async ({ outgoing }: Made): Promise<Map<string, Buffer>> =>
      new Map([...(await far.read())].filter(([path]) => path.startsWith(`${outgoing.name}/`)));
    const expectThere = async (one: Made): Promise<void> => {
      const there = await seen(one);
      expect([...there.keys()].sort()).toEqual([...one.bodies.keys()].sort());
      for (const [path, body] of one.bodies) expect(there.get(path)?.equals(body), path).toBe(true);
    };

    it('says that it works, and leaves nothing behind', async () => {
      await target().test();
      expect((await far.read()).size).toBe(0);
    });

    it('brings files of all sizes, once, and knows them again', async () => {
      const one = make({
        'empty.txt': 0,
        'study/%C3%B6 (1).md': 17,
        'journal.sqlite': 11 * MiB + 3,
        'SYNCED.json': 200,
      });
      const progress: number[] = [];
      await target().send(one.outgoing, (done, of) => progress.push(done / of));
      await expectThere(one);
      expect(progress.at(-1)).toBe(1);
      expect([...progress].sort((a, b) => a - b)).toEqual(progress);
      await target().send(one.outgoing, quiet);
      await expectThere(one);
    });

    it('touches nothing that is there with other content', async () => {
      const one = make({ 'a.txt': 10, 'b.txt': 10 });
      await far.plant(`${one.outgoing.name}/b.txt`, 'of somebody else');
      const failure = await failureOf(target().send(one.outgoing, quiet));
      expect(failure?.kind).toBe('conflict');
      expect((await seen(one)).get(`${one.outgoing.name}/b.txt`)?.toString()).toBe('of somebody else');
    });

    it('puts the newest copy of a running session in the place of the one before', async () => {
      const first = make({ 'running-1.sqlite': 100 });
      const begun: string[] = [];
      const copyBegun = (path: string) => void begun.push(path);
      await target().send({ ...first.outgoing, running: true, copyBegun }, quiet);
      expect(begun).toEqual([`${first.outgoing.name}/running-1.sqlite`]);
      const next = makeFiles({ 'running-2.sqlite': 200 }, first.outgoing.name);
      made.push(next);
      await target().send({ ...next.outgoing, running: true, replaces: begun }, quiet);
      await expectThere(next);
    });

    it('is broken off at once when it is closed, and goes on afterwards', async () => {
      const one = make({ 'journal.sqlite': 12 * MiB, 'SYNCED.json': 50 });
      const first = target();
      const failure = await failureOf(
        first.send(one.outgoing, (done) => {
          if (done > 0) void first.close();
        }),
      );
      // A small file may be through before anybody can stop it.
      if (failure !== null) expect(failure.kind).toBe('passing');
      await target().send(one.outgoing, quiet);
      await expectThere(one);
    });

    describe.skipIf(kind.name === 'a folder')('with a bad line', () => {
      const faults: [string, Fault, SendError['kind'], string][] = [
        ['500', { kind: 'answer', status: 500 }, 'passing', 'sync/busy'],
        ['503', { kind: 'answer', status: 503, headers: 'Retry-After: 7\r\n' }, 'passing', 'sync/busy'],
        ['429', { kind: 'answer', status: 429, headers: 'Retry-After: 7\r\n' }, 'passing', 'sync/busy'],
        ['silence', { kind: 'hang' }, 'passing', 'sync/stalled'],
        ['401', { kind: 'answer', status: 401 }, 'stop', 'sync/refused'],
        ['403', { kind: 'answer', status: 403 }, 'stop', 'sync/refused'],
        ['507', { kind: 'answer', status: 507 }, 'stop', 'sync/full'],
        ['a cut in the request', { kind: 'cut', afterBytes: 50 }, 'passing', 'sync/away'],
        ['a cut in the answer', { kind: 'cutDown', afterBytes: 5 }, 'passing', 'sync/away'],
      ];
      for (const [name, fault, expectedKind, code] of faults) {
        it(`says what ${name} means, shows nothing that is not whole, and goes on`, async () => {
          const one = make({ 'a.txt': 100, 'SYNCED.json': 50 });
          far.proxy?.always(fault);
          const failure = await failureOf(
            target(fault.kind === 'hang' ? stallMs : patientMs).send(one.outgoing, quiet),
          );
          expect([failure?.kind, failure?.code]).toEqual([expectedKind, code]);
          // The S3 library keeps the headers of such an answer to itself.
          if (kind.name === 'WebDAV' && fault.kind === 'answer' && fault.headers)
            expect(failure?.retryAfterMs).toBe(7000);
          expect((await seen(one)).size).toBe(0);
          far.proxy?.always(null);
          await target().send(one.outgoing, quiet);
          await expectThere(one);
        });
      }

      it('survives a cut at any request and any byte of it, and never shows a part', async () => {
        const one = make({ 'journal.sqlite': 7 * MiB, 'study/a.md': 300, 'SYNCED.json': 80 });
        let attempts = 0;
        for (let request = 0; ; request++) {
          const skip: Fault[] = Array.from({ length: request % 6 }, () => ({ kind: 'pass' }));
          const cut: Fault =
            request % 2 === 0
              ? { kind: 'cut', afterBytes: 1 + ((request * 811_381) % (6 * MiB)) }
              : { kind: 'cutDown', afterBytes: 1 + ((request * 137) % 400) };
          far.proxy?.script(request < 8 ? [...skip, cut] : []);
          attempts += 1;
          const failure = await failureOf(target().send(one.outgoing, quiet));
          for (const [path, body] of await seen(one)) expect(one.bodies.get(path)?.equals(body), path).toBe(true);
          if (failure === null) break;
          expect(failure.kind).toBe('passing');
          expect(attempts).toBeLessThan(20);
        }
        await expectThere(one);
      });
    });
  });
}
