/** Where the host serves a file of a session's frozen study. */
export function studyFileUrl(session: string, path: string): string {
  const inside = path.split('/').filter((part) => part !== '' && part !== '.');
  return `/study/${encodeURIComponent(session)}/${inside.map(encodeURIComponent).join('/')}`;
}

/** Where a picture that a study names is: one of its own files, unless it is an address already. */
export const pictureUrl = (session: string, source: string): string =>
  source === '' || isAddress(source) ? source : studyFileUrl(session, source);

/** With a scheme, or from the root of a site: no path of a study. */
export const isAddress = (source: string): boolean => /^[a-z][a-z0-9+.-]*:|^\//i.test(source);
