/** A path as it may be copied into a command: in quotes where a shell would take it apart. */
export const shownPath = (path: string): string => (/^[\w./~:\\@%+=,-]+$/.test(path) ? path : `"${path}"`);
