import { get } from 'node:https';
import { z } from 'zod';
import type { Requirement } from '../../../../protocol/requirements';
import { isOf, readWheelName, suitsSandbox } from './Wheel';

const INDEX = 'https://pypi.org/simple/';
const INDEX_TYPE = 'application/vnd.pypi.simple.v1+json';
const LIMIT_BYTES = 256 * 1024 * 1024;
const SILENCE_MS = 30_000;
const REDIRECTS = 3;

const page = z.object({
  files: z.array(z.object({ filename: z.string(), url: z.string(), hashes: z.record(z.string(), z.string()) })),
});

export type FetchBytes = (url: string, accept: string) => Promise<Uint8Array>;

/**
 * The wheel of a package for the sandbox from the Python Package Index, which the caller checks by its hash. Rejects in words when
 * the index cannot be reached, or has no file for the sandbox among those that the study names.
 */
export async function fetchWheel(
  requirement: Requirement,
  fetchBytes: FetchBytes = fetchHttps,
): Promise<{ file: string; bytes: Uint8Array }> {
  const { name, version, hashes } = requirement;
  const text = Buffer.from(await fetchBytes(`${INDEX}${name}/`, INDEX_TYPE)).toString('utf8');
  const { files } = page.parse(JSON.parse(text));
  const named = files.filter((file) => hashes.includes(file.hashes.sha256 ?? ''));
  const found = named.find(({ filename }) => {
    const wheel = readWheelName(filename);
    return wheel !== null && isOf(wheel, requirement) && suitsSandbox(wheel);
  });
  if (found !== undefined) return { file: found.filename, bytes: await fetchBytes(found.url, '*/*') };
  const there =
    named.length === 0 ? 'none of these hashes' : `only ${named.map(({ filename }) => filename).join(', ')}`;
  throw new Error(
    `the Python Package Index has no wheel of ${name} ${version} for runtime pyodide (it has ${there}). ` +
      'Name the hash of a wheel that ends in py3-none-any.whl, or use "runtime: python".',
  );
}

function fetchHttps(url: string, accept: string, redirects = REDIRECTS): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { accept, 'user-agent': 'cubicle' }, timeout: SILENCE_MS }, (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
        response.resume();
        resolve(fetchHttps(new URL(headers.location, url).href, accept, redirects - 1));
        return;
      }
      if (statusCode !== 200) {
        response.resume();
        reject(new Error(`${url} answers ${statusCode}`));
        return;
      }
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes > LIMIT_BYTES) request.destroy(new Error(`${url} is larger than ${LIMIT_BYTES} bytes`));
      });
      response.once('end', () => resolve(new Uint8Array(Buffer.concat(pieces))));
      response.once('error', reject);
    });
    request.once('timeout', () => request.destroy(new Error(`${url} does not answer`)));
    request.once('error', reject);
  });
}
