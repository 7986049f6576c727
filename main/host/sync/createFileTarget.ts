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

  return {
    test: () => store.test(),
    async send({ name, running, replaces, files }, moved) {
      const all = await files();
      const of = all.reduce((sum, { size }) => sum + size, 0);
      let done = 0;
      moved(done, of);
      for (const file of all) {
        await send(`${name}/${file.path}`, file, (bytes) => moved(done + bytes, of));
        done += file.size;
        moved(done, of);
      }
      const copy = running ? `${name}/${all.at(-1)?.path ?? ''}` : null;
      // A key that may only write cannot remove: then an old copy stays, and does no harm.
      if (replaces !== null && replaces !== copy) await store.remove(replaces).catch(() => undefined);
      return copy;
    },
    close: () => store.close(),
  };
}
