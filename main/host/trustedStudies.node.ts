import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './stations/writePrivateFile.node';

/** The studies that may run outside of the sandbox: what the operator has said of the files of each, by their hash. */
export type TrustedStudies = {
  /** Rejects in words when the file of them cannot be read. */
  has(hash: string): Promise<boolean>;
  add(study: { hash: string; name: string }): Promise<void>;
};

const trusted = z.object({
  studies: z.array(z.object({ hash: z.string(), name: z.string(), since: z.string() })),
});

/** Kept in `host/trusted.json` of the data folder, which is read each time: the command line writes to it as well. */
export function openTrustedStudies(dataDir: string): TrustedStudies {
  const file = join(dataDir, 'host', 'trusted.json');

  async function read(): Promise<z.infer<typeof trusted>> {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
      throw cause;
    });
    if (text === null) return { studies: [] };
    try {
      return trusted.parse(JSON.parse(text));
    } catch {
      throw new Error(`${file} is damaged. Move it away and trust the studies again.`);
    }
  }

  return {
    async has(hash) {
      const { studies } = await read();
      return studies.some((study) => study.hash === hash);
    },
    async add({ hash, name }) {
      const { studies } = await read();
      if (studies.some((study) => study.hash === hash)) return;
      const since = new Date().toISOString();
      await writePrivateFile(file, `${JSON.stringify({ studies: [...studies, { hash, name, since }] }, null, 2)}\n`);
    },
  };
}
