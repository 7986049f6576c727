import { SendError } from './SendError';

/**
 * What an HTTP answer that is no success means for the operator.
 * @param where how the far end is called, for people
 * @param retryAfter its Retry-After header
 */
export function explainStatus(status: number, where: string, retryAfter: string | null = null): SendError {
  const stop = (code: string, message: string) => new SendError('stop', code, message);
  switch (status) {
    case 401:
      return stop('sync/refused', `${where} does not take this user name and password. Type in the right ones.`);
    case 403:
      return stop(
        'sync/refused',
        `${where} does not let this user do that. Give it the right to write there, then choose Sync now.`,
      );
    case 404:
      return stop('sync/noFolder', `There is nothing at ${where}. Make the folder or mend the address.`);
    case 405:
    case 501:
      return stop(
        'sync/notUnderstood',
        `${where} answers, but does not keep files this way (${status}). Look at the address.`,
      );
    case 413:
    case 507:
      return stop('sync/full', `There is no room left at ${where}. Make some, then choose Sync now.`);
  }
  const seconds = Number(retryAfter);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
  const isBusy = status >= 500 || [408, 409, 423, 425, 429].includes(status);
  if (isBusy)
    return new SendError(
      'passing',
      'sync/busy',
      `${where} is busy or not well (${status}). It is tried again.`,
      retryAfterMs,
    );
  return stop('sync/notUnderstood', `${where} refuses what is sent (${status}). Look at its address and its settings.`);
}

const certificateCodes =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*|ERR_TLS_CERT_.*|HOSTNAME_MISMATCH)$/;

/** What it means that there was no answer, by the system's code. */
export function explainSilence(code: string, why: string, where: string): SendError {
  if (certificateCodes.test(code)) {
    const message = `${where} does not show a certificate that this machine trusts (${code}). Nothing was sent. Give it a valid one, or add its authority to this machine (NODE_EXTRA_CA_CERTS).`;
    return new SendError('stop', 'sync/certificate', message);
  }
  return new SendError(
    'passing',
    'sync/away',
    `${where} cannot be reached, or the line broke (${why}). It is tried again.`,
  );
}
