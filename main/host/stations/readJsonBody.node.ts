import type { IncomingMessage } from 'node:http';

export type JsonBody = { ok: true; value: unknown } | { ok: false; status: 400 | 408 | 413; words: string };

const maxBytes = 64 * 1024;
const maxMs = 5_000;

/**
 * The JSON body of a request, or why there is none. A page of another site cannot send `application/json` without asking
 * first, and nobody answers that question here.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  const notJson: JsonBody = { ok: false, status: 400, words: 'JSON is expected.' };
  const tooLong: JsonBody = { ok: false, status: 413, words: `At most ${maxBytes} bytes are taken.` };
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return notJson;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLong;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (body: JsonBody) => {
      clearTimeout(timer);
      resolve(body);
    };
    const timer = setTimeout(() => end({ ok: false, status: 408, words: 'This took too long.' }), maxMs);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else end(tooLong);
    });
    request.on('error', () => end(notJson));
    request.on('end', () => {
      try {
        const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        end({ ok: true, value });
      } catch {
        end(notJson);
      }
    });
  });
}
