import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './writePrivateFile.node';

/** What this host keeps of the stations it is paired with: of their tokens the hashes only. */
const room = z.object({
  name: z.string(),
  /** Whether it is open; it stays true when the host ends without closing it. */
  open: z.boolean().optional(),
  stations: z.array(z.object({ station: z.string(), name: z.string(), tokenHash: z.string(), pairedAt: z.string() })),
});
export type RoomFile = z.infer<typeof room>;

/** Reads the room; `fallback` when there is none yet. Rejects when the file is there and cannot be read: it must not be lost. */
export async function readRoom(folder: string, fallback: RoomFile): Promise<RoomFile> {
  const path = join(folder, 'room.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return fallback;
  try {
    return room.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} is damaged. Move it away; the stations then have to be paired again.`);
  }
}

/** Writes the room whole or not at all, for this user's eyes only. */
export async function writeRoom(folder: string, content: RoomFile): Promise<void> {
  await writePrivateFile(join(folder, 'room.json'), `${JSON.stringify(content, null, 2)}\n`);
}
