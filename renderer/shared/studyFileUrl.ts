/** Where the host serves a file of a session's frozen study. */
export function studyFileUrl(session: string, path: string): string {
  const inside = path.split('/').filter((part) => part !== '' && part !== '.');
  return `/study/${encodeURIComponent(session)}/${inside.map(encodeURIComponent).join('/')}`;
}
