import type { SyncSecretState, SyncSettings, SyncTargetView } from '../../protocol/sync';

const secrets: Record<SyncSecretState, string> = {
  none: '',
  kept: 'password kept, encrypted',
  session: 'password kept until Cubicle closes',
  missing: 'password missing',
};

/** What a target is, in one line. */
export function describeTarget({ settings, runningEveryMin, secret }: SyncTargetView): string {
  const running = runningEveryMin === 0 ? '' : `running sessions every ${runningEveryMin} min`;
  return [placeOf(settings), running, secrets[secret]].filter((text) => text !== '').join(' · ');
}

function placeOf(settings: SyncSettings): string {
  switch (settings.kind) {
    case 'folder':
      return `Folder ${settings.path}`;
    case 'webdav':
      return `WebDAV ${settings.url} as ${settings.user}`;
    case 's3':
      return `S3 ${settings.endpoint}, bucket ${settings.bucket}${settings.prefix === '' ? '' : `, ${settings.prefix}/`}`;
    case 'postgres':
      return `PostgreSQL ${settings.database} at ${settings.host}:${settings.port} as ${settings.user}${settings.tls ? '' : ', without TLS'}`;
  }
}
