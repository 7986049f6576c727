import type { FileStore } from './FileStore';
import { SendError } from './SendError';
import type { OutgoingFile, Target } from './Target';

/** Sends a record as files: one after the other, each whole, each verified, and last the one that says these are all. */
export function createFileTarget(store: FileStore): Target {
  async function send(path: string, file: OutgoingFile, moved: (bytes: number) => void): Promise<void> {
    const outcome = await store.put(path, file, moved);
    if (outcome === 'verified') return;
    const found = await store.hash(path);
    if (found === file.sha256) return;
    if (outcome === 'taken') {
      throw new SendError(
        'conflict',
        'sync/taken',
        `${path} is there already with other content. It was left as it is; this record goes under another name.`,
      );
    }
    if (found !== null) await store.remove(path);
    throw new SendError(
      'passing',
      'sync/altered',
      `${path} did not arrive as it was sent. It is sent again; if this repeats, the far end or the line to it damages files.`,
    );
  }

  /** What others have put there must not be taken for ours later, and removed. A key that may not look is not helped. */
  async function isFree(path: string, sha256: string): Promise<boolean> {
    const found = await store.hash(path).catch((cause: unknown) => {
      if (isForbidden(cause)) return null;
      throw cause;
    });
    return found === null || found === sha256;
  }

  return {
    test: () => store.test(),
    async send({ name, running, replaces, copyBegun, files }, moved) {
      const all = await files();
      const of = all.reduce((sum, { size }) => sum + size, 0);
      const last = all.at(-1);
      const copy = running && last ? `${name}/${last.path}` : null;
      if (copy !== null && (await isFree(copy, last?.sha256 ?? ''))) copyBegun(copy);
      let done = 0;
      moved(done, of);
      for (const file of all) {
        await send(`${name}/${file.path}`, file, (bytes) => moved(done + bytes, of));
        done += file.size;
        moved(done, of);
      }
      for (const old of replaces) if (old !== copy) await store.remove(old).catch(unlessForbidden);
    },
    close: () => store.close(),
  };
}

/** A key that may only write cannot remove: then an old copy stays, and does no harm. */
function unlessForbidden(cause: unknown): void {
  if (!isForbidden(cause)) throw cause;
}

const isForbidden = (cause: unknown): boolean => cause instanceof SendError && cause.kind === 'stop';
