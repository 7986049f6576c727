import type { AuthorError } from '../../../protocol/environment';

/** Place, rule and message on a line, the traceback below. `otherwise`: the file to look at where none is named. */
export function describeAuthorError(
  { message, file, line, traceback, rule }: AuthorError & { rule?: string },
  otherwise: string,
): string {
  const place = [file ?? otherwise, line ?? null].filter((part) => part !== null).join(':');
  return `${place}: ${rule === undefined ? '' : `[${rule}] `}${message}${traceback ? `\n${traceback.trimEnd().replace(/^/gm, '    ')}` : ''}`;
}
