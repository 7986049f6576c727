import type { VerifyReport } from '../host/record/VerifyReport';

/** What verification found, as people read it. */
export function describeReport(recordFolder: string, { ok, findings, checked }: VerifyReport): string {
  const { rows, games, episodes, ticks, hashes } = checked;
  const problems = findings.filter(({ level }) => level === 'problem').length;
  // That is no word against the record.
  const isInUse = findings.some(({ code }) => code === 'journal/inUse');
  const verdict = ok
    ? `${recordFolder} is as it was written.`
    : isInUse
      ? `${recordFolder} was not looked at. Verify it when it is closed.`
      : `${recordFolder} is not what it claims to be: ${problems} ${problems === 1 ? 'problem' : 'problems'}.`;
  return [
    ...findings.map(({ level, code, message }) => `${level} ${code}: ${message}`),
    verdict,
    `Looked at: ${rows} rows; ${games} games with ${episodes} episodes and ${ticks} ticks; ${hashes} states compared with those of playing it again.`,
  ].join('\n');
}
