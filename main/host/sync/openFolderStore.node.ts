import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, link, lstat, mkdir, open, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { FileStore } from './FileStore';
import { hashFile } from './hashFile.node';
import { SendError } from './SendError';
import type { OutgoingFile } from './Target';

/** Files that are not whole yet are here, out of the way of everybody who looks at the records. */
const PARTIAL = '.cubicle-partial';

/** A folder that is somewhere else: a network share, a disk. It is never made, since a share that is not mounted has no folder. */
export function openFolderStore(root: string): FileStore {
  const at = (path: string): string => join(root, ...path.split('/'));
  let closed = false;

  async function expectRoot(): Promise<void> {
    if (!isAbsolute(root))
      throw new SendError(
        'stop',
        'sync/noFolder',
        `${root} is no whole path. Write it from the root, as /media/lab or \\\\server\\lab.`,
      );
    const found = await stat(root).catch(() => null);
    if (!found?.isDirectory())
      throw new SendError(
        'stop',
        'sync/noFolder',
        `There is no folder ${root}. Connect the disk or the share, or make the folder.`,
      );
    await access(root, constants.W_OK);
    await mkdir(join(root, PARTIAL), { recursive: true });
  }

  const partialOf = (path: string, file: OutgoingFile): string =>
    join(root, PARTIAL, createHash('sha256').update(`${path}\n${file.sha256}`).digest('hex').slice(0, 32));

  async function fill(partial: string, file: OutgoingFile, moved: (bytes: number) => void): Promise<void> {
    const before = (await stat(partial).catch(() => null))?.size ?? 0;
    const from = before <= file.size ? before : 0;
    const handle = await open(partial, from === 0 ? 'w' : 'a', 0o600);
    try {
      let bytes = from;
      if (from < file.size) {
        for await (const piece of createReadStream(file.file, {
          start: from,
          end: file.size - 1,
          highWaterMark: 1 << 20,
        })) {
          if (closed) throw new SendError('passing', 'sync/closed', 'It was broken off.');
          const { length } = piece as Buffer;
          // `write` may take less than all of it; `writeFile` on a handle goes on from where it is.
          await handle.writeFile(piece as Buffer);
          moved((bytes += length));
        }
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Gives the whole file its name, unless somebody has given it to another one meanwhile. */
  async function publish(partial: string, final: string): Promise<boolean> {
    try {
      await link(partial, final);
      await unlink(partial);
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST') return false;
      // FAT and some shares have no links.
      if (await exists(final)) return false;
      await rename(partial, final);
    }
    await syncFolder(dirname(final));
    return true;
  }

  return {
    test: inWords(root, async () => {
      await expectRoot();
      const probe = join(root, PARTIAL, `probe-${randomBytes(8).toString('hex')}`);
      await writeFile(probe, 'x'.repeat(4096), { flag: 'wx' });
      await rm(probe);
      // Left behind only when there is something in it.
      await rmdir(join(root, PARTIAL)).catch(() => undefined);
    }),
    hash: inWords(root, async (path: string) => {
      await expectRoot();
      return (await exists(at(path))) ? hashFile(at(path)) : null;
    }),
    put: inWords(root, async (path: string, file: OutgoingFile, moved: (bytes: number) => void) => {
      await expectRoot();
      const final = at(path);
      if (await exists(final)) return 'taken' as const;
      await mkdir(dirname(final), { recursive: true });
      const partial = partialOf(path, file);
      await fill(partial, file, moved);
      if ((await hashFile(partial)) !== file.sha256) {
        await rm(partial, { force: true });
        throw new SendError(
          'passing',
          'sync/altered',
          `${path} was not written as it was sent. It is sent again; if this repeats, the disk is damaged.`,
        );
      }
      return (await publish(partial, final)) ? ('verified' as const) : ('taken' as const);
    }),
    remove: inWords(root, (path: string) => rm(at(path), { force: true })),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

const exists = async (file: string): Promise<boolean> => (await lstat(file).catch(() => null)) !== null;

/** Makes a new name survive a power cut, where folders can be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function inWords<A extends unknown[], T>(root: string, run: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  return (...args) =>
    run(...args).catch((cause: unknown): never => {
      if (cause instanceof SendError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      switch (codeOf(cause)) {
        case 'ENOSPC':
        case 'EDQUOT':
          throw new SendError(
            'stop',
            'sync/full',
            `There is no room left in ${root}. Make some, then choose Sync now.`,
          );
        case 'EACCES':
        case 'EPERM':
        case 'EROFS':
          throw new SendError(
            'stop',
            'sync/refused',
            `Nothing can be written to ${root} (${why}). Let this user write there, then choose Sync now.`,
          );
        default:
          throw new SendError('passing', 'sync/folder', `${root} does not work just now (${why}). It is tried again.`);
      }
    });
}
