/** Scheme, host and port of an address, also for schemes of our own, whose `origin` Node does not know. */
export function originOf(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

/** Whether an address is on this origin; a web socket is on the origin of its page. False for what is no address. */
export function isOnOrigin(address: string, origin: string): boolean {
  try {
    return originOf(address).replace(/^ws(s?):/, 'http$1:') === origin;
  } catch {
    return false;
  }
}
