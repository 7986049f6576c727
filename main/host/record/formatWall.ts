const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/**
 * ISO 8601 with milliseconds and the UTC offset, e.g. 2026-03-14T09:26:53.589+01:00: local time as a researcher reads it, and
 * unambiguous on the night the clocks change.
 * @param epochMs milliseconds since 1970-01-01 UTC
 * @param offsetMinutes minutes that local time is ahead of UTC
 */
export function formatWall(epochMs: number, offsetMinutes: number): string {
  const local = new Date(epochMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(offsetMinutes);
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}
