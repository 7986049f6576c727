import 'reflect-metadata';
import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  cryptoProvider,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { z } from 'zod';

/** `fingerprint`: SHA-256 of the certificate (DER), hex. It is the host's identity: stations pin it. */
export type HostCertificate = { key: string; cert: string; fingerprint: string };

const file = z.object({ key: z.string(), cert: z.string() });
const YEARS = 10;

/** The host's certificate: made at first need into `folder`, for this user's eyes only, and kept. */
export async function readOrMakeCertificate(folder: string): Promise<HostCertificate> {
  const path = join(folder, 'certificate.json');
  const kept = await readFile(path, 'utf8').then(
    (text) => file.safeParse(parseJson(text)),
    () => null,
  );
  if (kept?.success) return { ...kept.data, fingerprint: fingerprintOf(kept.data.cert) };
  const made = await makeCertificate();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(`${path}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(made));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
  return { ...made, fingerprint: fingerprintOf(made.cert) };
}

async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const crypto = webcrypto as Crypto;
  cryptoProvider.set(crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Cubicle host',
    notBefore: new Date(now - 24 * 3600 * 1000),
    notAfter: new Date(now + YEARS * 365 * 24 * 3600 * 1000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: hostname() },
        { type: 'dns', value: `${hostname()}.local` },
      ]),
      new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
    ],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
  };
}

function fingerprintOf(cert: string): string {
  return createHash('sha256').update(new X509Certificate(cert).raw).digest('hex');
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
