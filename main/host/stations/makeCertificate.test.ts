import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeCertificate } from './makeCertificate.node';
import { readRoom, type RoomFile, writeRoom } from './roomFile.node';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cubicle-host-'));
});
afterEach(() => rm(folder, { recursive: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('the certificate of the host', () => {
  it('is made once, for this user alone, and is the same at every start', async () => {
    const inner = join(folder, 'host');
    const made = await readOrMakeCertificate(inner, ['10.0.0.5']);
    expect(await readOrMakeCertificate(inner)).toEqual(made);
    if (process.platform !== 'win32') {
      expect(await modeOf(join(inner, 'certificate.json'))).toBe('600');
      expect(await modeOf(inner)).toBe('700');
    }
    const certificate = new X509Certificate(made.cert);
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(made.fingerprint);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toContain('localhost');
    expect(certificate.checkIP('10.0.0.5')).toBe('10.0.0.5');
    expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(9 * 365 * 86_400_000);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('serves TLS 1.3', async () => {
    const { key, cert, fingerprint } = await readOrMakeCertificate(folder);
    const server = createServer({ key, cert, minVersion: 'TLSv1.3' }, (socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    expect(socket.getProtocol()).toBe('TLSv1.3');
    expect(socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is never replaced in silence when it is damaged: stations know the host by it', async () => {
    const made = await readOrMakeCertificate(folder);
    const path = join(folder, 'certificate.json');
    const other = await readOrMakeCertificate(join(folder, 'other'));
    for (const text of [
      '',
      '{',
      '{}',
      JSON.stringify({ ...made, cert: 'x' }),
      JSON.stringify({ key: other.key, cert: made.cert }),
    ]) {
      await writeFile(path, text);
      await expect(readOrMakeCertificate(folder)).rejects.toThrow(/certificate\.json is damaged\. Move it away/);
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });
});

describe('the room file', () => {
  const content: RoomFile = {
    name: 'Lab 2',
    stations: [{ station: 'st-1', name: 'LAB-PC-1', tokenHash: 'ab', pairedAt: '2026-01-01T00:00:00.000Z' }],
  };

  it('comes back as it was written, for this user alone', async () => {
    expect(await readRoom(folder, { name: 'new', stations: [] })).toEqual({ name: 'new', stations: [] });
    await writeRoom(folder, content);
    expect(await readRoom(folder, { name: 'new', stations: [] })).toEqual(content);
    if (process.platform !== 'win32') expect(await modeOf(join(folder, 'room.json'))).toBe('600');
  });

  it('is kept and named when it is damaged', async () => {
    await writeFile(join(folder, 'room.json'), '{"name":');
    await expect(readRoom(folder, content)).rejects.toThrow(/room\.json is damaged/);
  });
});
