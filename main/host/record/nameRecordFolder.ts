const pattern = /^(\d{4}-\d\d-\d\d)_(\d\d)(\d\d)_([A-Za-z0-9-]+?)(?:_run\d+)?$/;

/**
 * The name of a record's folder: when its session began and the session's code, so that folders sort by time.
 * @param wall ISO 8601 local time with offset
 * @param run 1 for the first; a later one gets a suffix, so nothing is ever overwritten
 */
export function nameRecordFolder(wall: string, session: string, run: number): string {
  const [date = '', time = ''] = wall.split('T');
  const name = `${date}_${time.slice(0, 2)}${time.slice(3, 5)}_${session}`;
  return run === 1 ? name : `${name}_run${run}`;
}

/** What a folder's name tells, or null when it is no record's. `startedAt` has no offset: the name does not hold one. */
export function parseRecordFolderName(name: string): { session: string; startedAt: string } | null {
  const match = pattern.exec(name);
  const [, date, hours, minutes, session] = match ?? [];
  if (date === undefined || hours === undefined || minutes === undefined || session === undefined) return null;
  return { session, startedAt: `${date}T${hours}:${minutes}` };
}
