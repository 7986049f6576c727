import type { Session } from 'electron';
import { isOnOrigin } from './originOf';

/**
 * Closes a browser session to everything but one origin: no other address is asked for anything, no permission is granted,
 * nothing is downloaded. `origin` is asked anew each time, because a host may come back at another port; null: no address at all.
 */
export function sealSession(session: Session, origin: () => string | null): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const own = origin();
    const isInside = url.startsWith('data:') || url.startsWith('blob:') || url.startsWith('devtools:');
    answer({ cancel: !isInside && (own === null || !isOnOrigin(url, own)) });
  });
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
