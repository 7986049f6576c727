import type { IncomingMessage } from 'node:http';

const maxBytes = 64 * 1024;
const maxMs = 5_000;

/**
 * The JSON body of a request; null when it is not JSON, too long, or too slow to come. A page of another site cannot send
 * `application/json` without asking first, and nobody answers that question here.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return null;
  const timer = setTimeout(() => request.destroy(), maxMs);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request) {
      const part: unknown = chunk;
      if (!Buffer.isBuffer(part)) return null;
      bytes += part.length;
      if (bytes > maxBytes) return null;
      chunks.push(part);
    }
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return body;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
