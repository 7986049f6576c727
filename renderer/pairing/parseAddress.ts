/** The port a lab listens on unless it was taken. */
const USUAL_PORT = 4700;

/**
 * An address as somebody types it from the operator's screen: `10.0.0.5`, `10.0.0.5:4700`, `https://lab.local:4700/`, `[fe80::1]:4700`.
 * Null when it is none.
 */
export function parseAddress(typed: string): { address: string; port: number } | null {
  const text = typed
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/s, '');
  const bracketed = /^\[([0-9a-f:]{2,45})\](?::(\d{1,5}))?$/i.exec(text);
  const plain = /^([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(\d{1,5}))?$/i.exec(text);
  const [, address, portText] = bracketed ?? plain ?? [];
  if (address === undefined) return null;
  const port = portText === undefined ? USUAL_PORT : Number(portText);
  return port >= 1 && port <= 65535 ? { address: address.toLowerCase(), port } : null;
}
