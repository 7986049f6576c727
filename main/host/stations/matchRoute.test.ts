import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute, routeTable } from './matchRoute';

describe('matchRoute', () => {
  it('has these routes and no other', () => {
    expect(routeTable.map(({ path, where, methods }) => `${methods.join(',')} ${path} ${where}`)).toEqual([
      'GET,HEAD / both',
      'GET,HEAD /station both',
      'GET,HEAD /console loopback',
      'GET,HEAD /station/ both',
      'GET,HEAD /console/ loopback',
      'GET,HEAD /assets/ both',
      'GET,HEAD /study/ both',
      'GET,HEAD /card/ loopback',
      'GET,HEAD /download/ loopback',
      'POST /pair/start lan',
      'POST /pair/reveal lan',
      'POST /pair/status lan',
      'GET,HEAD /socket.io/ both',
    ]);
  });

  it.each([
    ['/', { kind: 'redirect', to: '/station/' }],
    ['/station/?x=1', { kind: 'page', path: 'station/index.html' }],
    ['/assets/station-a1b2c3d4.js', { kind: 'page', path: 'assets/station-a1b2c3d4.js' }],
    ['/study/s1/pictures/a%20b.png', { kind: 'studyAsset', session: 's1', name: 'pictures/a b.png' }],
    ['/card/volley', { kind: 'card', study: 'volley' }],
  ])('%s', (url, route) => {
    expect(matchRoute('GET', url, 'loopback')).toEqual(route);
  });

  it('shows the console, the cards and the downloads to nobody on the LAN, and pairs nobody on the loopback', () => {
    for (const url of ['/console', '/console/', '/console/index.html', '/card/volley', '/download/abc'])
      expect(matchRoute('GET', url, 'lan')).toMatchObject({ status: 404 });
    for (const url of ['/pair/start', '/pair/reveal', '/pair/status'])
      expect(matchRoute('POST', url, 'loopback')).toMatchObject({ status: 404 });
  });

  it('refuses other methods, also to ask what there is', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])
      expect(matchRoute(method, '/station/', 'lan')).toMatchObject({ status: 405 });
    expect(matchRoute('GET', '/pair/start', 'lan')).toMatchObject({ status: 405 });
    expect(matchRoute('GET', '/socket.io/?EIO=4&transport=polling', 'lan')).toMatchObject({ status: 426 });
  });

  it('finds nothing behind paths that climb, hide or confuse', () => {
    const tricks = [
      '..',
      '%2e%2e',
      '.',
      '%2e',
      '..%2f',
      '..%5c',
      '\\..\\',
      '%00',
      '%c0%ae%c0%ae',
      '%',
      '%zz',
      '//',
      'a//b',
      ':$DATA',
      'con:',
      '%0d%0aX-A: b',
      '\u0001',
    ];
    for (const start of ['/station/', '/assets/', '/study/s/', '/card/', '/download/', '/'])
      for (const trick of tricks)
        for (const url of [`${start}${trick}`, `${start}${trick}/etc/passwd`, `${start}a/${trick}/b`])
          expect(matchRoute('GET', url, 'loopback'), url).toMatchObject({ kind: 'refused', status: 404 });
  });

  it('gives for any path at all either a refusal or names without a way up', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      '.',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      'station',
      'study',
      's',
      'assets',
      'a.png',
      'card',
      '\\',
      ':',
      '?',
      '#',
      '%25',
      'é',
      '%E2%80%AE',
    );
    const url = fc.oneof(
      fc.string(),
      fc.webPath(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
    );
    fc.assert(
      fc.property(url, (each) => {
        const route = matchRoute('GET', each, 'loopback');
        const names =
          route.kind === 'page' ? [route.path] : route.kind === 'studyAsset' ? [route.session, route.name] : [];
        for (const name of names) expect(name).not.toMatch(/(^|\/)\.\.?(\/|$)|\\|\u0000|^\//);
      }),
      { numRuns: 5_000 },
    );
  });
});
