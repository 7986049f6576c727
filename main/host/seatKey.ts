/**
 * The name of a seat at the gate of the stations, e.g. `LAB01@DGNE3N36`. Every session gives out the same labels anew, and a
 * connection may outlast its session: by the label alone it would sit in the next one.
 */
export function seatKey(session: string, seat: string): string {
  return `${seat}@${session}`;
}

/** The label of the seat if it is one of this session, else null. */
export function seatOfKey(key: string, session: string | undefined): string | null {
  const [seat = '', of] = key.split('@');
  return session !== undefined && of === session ? seat : null;
}
