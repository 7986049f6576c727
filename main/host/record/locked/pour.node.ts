import { once } from 'node:events';
import type { Parser } from 'tar';

/** Gives a reader of archives all pieces, no faster than it takes them. Resolves when it has finished; rejects with the first error of either. */
export async function pour(pieces: AsyncIterable<Uint8Array>, reader: Parser): Promise<void> {
  const finished = new Promise<void>((resolve, reject) => {
    reader.on('close', () => resolve());
    reader.on('error', reject);
  });
  const given = (async () => {
    for await (const piece of pieces) {
      const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      if (!reader.write(buffer)) await Promise.race([once(reader, 'drain'), finished]);
    }
    reader.end();
  })();
  await Promise.all([given, finished]);
}
