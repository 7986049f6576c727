import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Listener } from './Listener';
import { matchRoute, type Route } from './matchRoute';
import { readJsonBody } from './readJsonBody.node';
import type { UiFiles } from './readUiFiles.node';
import { contentType, pageHeaders, plainHeaders, studyContentType, studyHeaders } from './responseHeaders';

/** A file on this disk that may be served, and the name it has for the far end. */
export type ServedFile = { file: string; name: string };
export type PairReply = { status: number; body: object };

/** What the routes need to answer; names are looked up, never joined to a folder. */
export type RequestDeps = {
  ui: UiFiles;
  studyAsset(session: string, name: string): Promise<ServedFile | null>;
  cardPicture(study: string): Promise<ServedFile | null>;
  /** Gives each id its file once. */
  takeDownload(id: string): ServedFile | null;
  pair(step: 'start' | 'reveal' | 'status', input: unknown, address: string): Promise<PairReply>;
};

/** Answers one request that came to a listener. Never throws: what goes wrong is answered with 500 and logged. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  listener: Listener,
  deps: RequestDeps,
): Promise<void> {
  try {
    if (!listener.hosts.has((request.headers.host ?? '').toLowerCase()))
      return say(response, 421, 'This host does not go by that name.');
    const { origin } = request.headers;
    if (request.method === 'POST' && origin !== undefined && !listener.origins.has(origin.toLowerCase()))
      return say(response, 403, 'This page is not of this host.');
    await answerRoute(matchRoute(request.method ?? '', request.url ?? '', listener.kind), request, response, deps);
  } catch (error) {
    console.error(`${request.method} failed:`, error);
    if (response.headersSent) response.destroy();
    else say(response, 500, 'The host could not answer this. Its log says why.');
  }
}

async function answerRoute(
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
  deps: RequestDeps,
): Promise<void> {
  switch (route.kind) {
    case 'refused':
      return say(response, route.status, route.words);
    case 'redirect':
      response.writeHead(302, { ...plainHeaders(), Location: route.to, 'Content-Length': 0 }).end();
      return;
    case 'page': {
      const bytes = deps.ui.get(route.path);
      if (!bytes) return say(response, 404, 'There is nothing here.');
      response.writeHead(200, {
        ...pageHeaders(route.path),
        'Content-Type': contentType(route.path),
        'Content-Length': bytes.length,
      });
      response.end(request.method === 'HEAD' ? undefined : bytes);
      return;
    }
    case 'studyAsset':
      return sendFile(await deps.studyAsset(route.session, route.name), request, response, 'show');
    case 'card':
      return sendFile(await deps.cardPicture(route.study), request, response, 'show');
    case 'download':
      // A HEAD request must not use up what the browser is about to fetch.
      if (request.method === 'HEAD') return say(response, 405, 'A download is fetched once, with GET.');
      return sendFile(deps.takeDownload(route.id), request, response, 'save');
    case 'pair': {
      const body = await readJsonBody(request);
      // What is left of a body that was not read must not be taken for the next request.
      if (!body.ok) response.setHeader('Connection', 'close');
      const reply = body.ok
        ? await deps.pair(route.step, body.value, request.socket.remoteAddress ?? '')
        : { status: body.status, body: { message: body.words } };
      const text = JSON.stringify(reply.body);
      response
        .writeHead(reply.status, {
          ...plainHeaders(),
          'Content-Type': contentType('.json'),
          'Content-Length': Buffer.byteLength(text),
        })
        .end(text);
      return;
    }
  }
}

async function sendFile(
  served: ServedFile | null,
  request: IncomingMessage,
  response: ServerResponse,
  purpose: 'show' | 'save',
): Promise<void> {
  const handle = served && (await open(served.file, 'r').catch(() => null));
  if (!served || !handle) return say(response, 404, 'There is nothing here.');
  try {
    const { size } = await handle.stat();
    const headers =
      purpose === 'show'
        ? { ...studyHeaders(), 'Content-Type': studyContentType(served.name) }
        : {
            ...plainHeaders(),
            'Content-Type': 'application/octet-stream',
            'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(served.name)}`,
          };
    response.writeHead(200, { ...headers, 'Content-Length': size });
    if (request.method === 'HEAD') response.end();
    else
      await pipeline(
        createReadStream(served.file, { fd: handle.fd, autoClose: false, start: 0, end: Math.max(0, size - 1) }),
        response,
      );
  } finally {
    await handle.close();
  }
}

function say(response: ServerResponse, status: number, words: string): void {
  response
    .writeHead(status, {
      ...plainHeaders(),
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(words),
    })
    .end(words);
}
