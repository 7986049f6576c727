import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrMakeCertificate } from '../../main/host/stations/makeCertificate.node';
import { openTarget } from '../../main/host/sync/openTarget.node';

describe('a target whose certificate nobody vouches for', () => {
  let folder: string;
  let server: Server;
  let requests = 0;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cubicle-cert-'));
    const { cert, key } = await readOrMakeCertificate(folder, ['127.0.0.1']);
    server = createServer({ cert, key }, (_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['WebDAV', () => ({ kind: 'webdav' as const, url, user: 'lab' })],
    [
      'S3',
      () => ({
        kind: 's3' as const,
        endpoint: url,
        region: 'us-east-1',
        bucket: 'b-records',
        prefix: '',
        accessKey: 'A',
      }),
    ],
  ])('gets nothing over %s, and the operator is told why', async (_name, settings) => {
    const target = await openTarget(settings(), 'secret');
    await expect(target.test()).rejects.toMatchObject({ kind: 'stop', code: 'sync/certificate' });
    await target.close();
    expect(requests).toBe(0);
  });
});
