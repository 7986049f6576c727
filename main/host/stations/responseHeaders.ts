type Headers = Record<string, string>;

/** Pages may load and connect to this host alone. Inline style is allowed: the component library sets it. */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
].join('; ');

/** A study's file, opened by itself, can do nothing: an SVG may hold a script, and `script-src 'self'` would run a study's. */
const studyPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

const always: Headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Headers of the built pages. Only names that carry a hash of their content may be kept for good. */
export function pageHeaders(path: string): Headers {
  const isHashed = /^assets\/.+-[\w-]{8,}\.\w+$/.test(path);
  const caching = path.endsWith('.html') ? 'no-store' : isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  return { ...always, 'Content-Security-Policy': pagePolicy, 'Cache-Control': caching };
}

/** Headers of a study's pictures and sounds. */
export function studyHeaders(): Headers {
  return { ...always, 'Content-Security-Policy': studyPolicy, 'Cache-Control': 'no-cache' };
}

/** Headers of everything else: answers in JSON or words, and downloads. */
export function plainHeaders(): Headers {
  return {
    ...always,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  };
}

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  wasm: 'application/wasm',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
};

/** The content type of a file by its name; bytes to be saved when it is none that a page uses. */
export function contentType(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(types, extension) ? (types[extension] ?? '') : 'application/octet-stream';
}

/** What a study may show; its scripts and pages are never served as such. */
export function studyContentType(name: string): string {
  const type = contentType(name);
  return /^(image|audio|video|font)\//.test(type) ? type : 'application/octet-stream';
}
