/** What a request asks for. Paths are parts already decoded; nothing of them is ever joined to a folder. */
export type Route =
  | { kind: 'redirect'; to: string }
  /** A file of the built pages, by its path from their folder. */
  | { kind: 'page'; path: string }
  | { kind: 'studyAsset'; session: string; name: string }
  | { kind: 'card'; study: string }
  | { kind: 'download'; id: string }
  | { kind: 'pair'; step: 'start' | 'reveal' | 'status' }
  | { kind: 'refused'; status: 400 | 404 | 405 | 426; words: string };

type RouteRow = {
  path: string;
  where: 'loopback' | 'lan' | 'both';
  methods: readonly string[];
  route(rest: string): Route | null;
};

const read = ['GET', 'HEAD'];
const nothing: Route = { kind: 'refused', status: 404, words: 'There is nothing here.' };

/** Every route there is. A path that ends in "/" matches what begins with it; any other must be the whole path. */
export const routeTable: readonly RouteRow[] = [
  {
    path: '/',
    where: 'both',
    methods: read,
    route: (rest) => (rest === '' ? { kind: 'redirect', to: '/station/' } : null),
  },
  { path: '/station', where: 'both', methods: read, route: () => ({ kind: 'redirect', to: '/station/' }) },
  { path: '/console', where: 'loopback', methods: read, route: () => ({ kind: 'redirect', to: '/console/' }) },
  {
    path: '/station/',
    where: 'both',
    methods: read,
    route: (rest) => ({ kind: 'page', path: `station/${rest || 'index.html'}` }),
  },
  {
    path: '/console/',
    where: 'loopback',
    methods: read,
    route: (rest) => ({ kind: 'page', path: `console/${rest || 'index.html'}` }),
  },
  { path: '/assets/', where: 'both', methods: read, route: (rest) => ({ kind: 'page', path: `assets/${rest}` }) },
  { path: '/study/', where: 'both', methods: read, route: matchStudyAsset },
  {
    path: '/card/',
    where: 'loopback',
    methods: read,
    route: (rest) => (rest === '' ? null : { kind: 'card', study: rest }),
  },
  {
    path: '/download/',
    where: 'loopback',
    methods: read,
    route: (rest) => (rest === '' ? null : { kind: 'download', id: rest }),
  },
  { path: '/pair/start', where: 'lan', methods: ['POST'], route: () => ({ kind: 'pair', step: 'start' }) },
  { path: '/pair/reveal', where: 'lan', methods: ['POST'], route: () => ({ kind: 'pair', step: 'reveal' }) },
  { path: '/pair/status', where: 'lan', methods: ['POST'], route: () => ({ kind: 'pair', step: 'status' }) },
  {
    path: '/socket.io/',
    where: 'both',
    methods: read,
    route: () => ({ kind: 'refused', status: 426, words: 'This address is for WebSocket.' }),
  },
];

/**
 * @param url the request's target as it came, e.g. `/station/?x=1`
 * @param where which kind of listener it came to
 */
export function matchRoute(method: string, url: string, where: 'loopback' | 'lan'): Route {
  const path = decodePath(url);
  if (path === null) return nothing;
  const rows = routeTable.filter((row) => row.where === 'both' || row.where === where);
  const row =
    rows.find((each) => each.path === path) ??
    rows.find((each) => each.path !== '/' && each.path.endsWith('/') && path.startsWith(each.path));
  if (!row) return nothing;
  if (!row.methods.includes(method))
    return { kind: 'refused', status: 405, words: `This address answers ${row.methods.join(' and ')} only.` };
  return row.route(path.slice(row.path.length)) ?? nothing;
}

/** The path without its query, percent-decoded once; null when it is not one that this host would ever write. */
function decodePath(url: string): string | null {
  const raw = url.split(/[?#]/, 1)[0] ?? '';
  if (!raw.startsWith('/') || raw.length > 2_000) return null;
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return null;
  }
  const isPlain = !/[\\\u0000-\u001f\u007f:]/.test(path) && !path.includes('//');
  return isPlain && !path.split('/').some((part) => part === '..' || part === '.') ? path : null;
}

function matchStudyAsset(rest: string): Route | null {
  const slash = rest.indexOf('/');
  if (slash < 1 || slash === rest.length - 1) return null;
  return { kind: 'studyAsset', session: rest.slice(0, slash), name: rest.slice(slash + 1) };
}
