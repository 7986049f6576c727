import type { RecordCopies } from '../../protocol/purge';

/** Where copies of a record are, in words. */
export function describeCopies({ there, missing }: RecordCopies): string {
  const at = there.map(({ target, verifiedAt }) => `${target}, verified ${verifiedAt.slice(0, 10)}`);
  const parts = [...at, ...missing.map((target) => `not whole at ${target}`)];
  return parts.length === 0 ? 'none known' : parts.join('; ');
}
