import type { SyncRow, SyncView } from '../../protocol/sync';

const row = (record: string, more: Partial<SyncRow> = {}): SyncRow => ({
  record,
  running: false,
  phase: 'there',
  done: 100,
  of: 100,
  name: record,
  verifiedAt: '2026-11-23T10:41:00.000Z',
  problem: null,
  ...more,
});

export const syncView: SyncView = {
  targets: [
    {
      name: 'nas',
      settings: { kind: 'folder', path: '/mnt/lab/records' },
      runningEveryMin: 10,
      secret: 'none',
      problem: null,
      retryAt: null,
      rows: [
        row('volley/2026-11-23_1100_PT6F', { running: true }),
        row('volley/2026-11-23_1010_W4KD', { phase: 'sending', done: 42, verifiedAt: null }),
        row('volley/2026-11-22_0930_Q7RM', { name: 'volley/2026-11-22_0930_Q7RM_copy2' }),
        row('volley/2026-11-21_0930_MMR4', {
          phase: 'failed',
          verifiedAt: null,
          problem: {
            code: 'sync/unreadable',
            message: 'This record cannot be read: Row 17 of the journal is damaged. Mend it, then choose Sync now.',
          },
        }),
      ],
    },
    {
      name: 'cloud',
      settings: { kind: 'webdav', url: 'https://cloud.example.org/remote.php/dav/files/lab/records', user: 'lab' },
      runningEveryMin: 0,
      secret: 'session',
      problem: {
        code: 'sync/refused',
        message: 'https://cloud.example.org does not take this user name and password. Type in the right ones.',
      },
      retryAt: '2026-11-23T10:51:00.000Z',
      rows: [row('volley/2026-11-23_1010_W4KD', { phase: 'waiting', done: 0, verifiedAt: null })],
    },
    {
      name: 'gather',
      settings: { kind: 'postgres', host: 'db.example.org', port: 5432, database: 'lab', user: 'host1', tls: true },
      runningEveryMin: 0,
      secret: 'missing',
      problem: {
        code: 'sync/noPassword',
        message: 'The password of gather is not kept on this machine. Type it in to go on.',
      },
      retryAt: null,
      rows: [],
    },
  ],
};
