import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol, type Session } from 'electron';

/** `runner`: the hidden windows that run study code. `cubicle`: the local page with which a station finds its host. */
export type PrivateScheme = 'runner' | 'cubicle';

const contentTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
  '.snapshot': 'application/octet-stream',
};

/** Must be called before the app is ready: gives the schemes an origin of their own, as https has one. */
export function registerPrivateSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: 'runner', privileges },
    { scheme: 'cubicle', privileges },
  ]);
}

/**
 * Serves files to the windows of one session under a private scheme.
 * @param files path of the address without its leading slash → file: a list, so that no path is ever put together
 * @param contentPolicy the Content-Security-Policy of every answer
 */
export function servePrivateScheme(
  session: Session,
  scheme: PrivateScheme,
  files: ReadonlyMap<string, string>,
  contentPolicy: string,
): void {
  const headers = {
    'content-security-policy': contentPolicy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  session.protocol.registerBufferProtocol(scheme, ({ url, method }, answer) => {
    const file = method === 'GET' ? files.get(pathOf(url)) : undefined;
    const mimeType = file && contentTypes[extname(file)];
    if (!file || !mimeType) return answer({ statusCode: 404, headers, data: Buffer.alloc(0) });
    readFile(file).then(
      (data) => answer({ mimeType, headers, data }),
      () => answer({ statusCode: 404, headers, data: Buffer.alloc(0) }),
    );
  });
}

function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname.slice(1));
  } catch {
    return '';
  }
}
