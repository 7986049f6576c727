import 'reflect-metadata';
import { createHash, createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  cryptoProvider,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { z } from 'zod';
import { writePrivateFile } from './writePrivateFile.node';

/** `fingerprint`: SHA-256 of the certificate (DER), hex. It is the host's identity: stations pin it. */
export type HostCertificate = { key: string; cert: string; fingerprint: string };

const file = z.object({ key: z.string(), cert: z.string() });
const DAY_MS = 24 * 3600 * 1000;
const YEARS = 10;

/**
 * The host's certificate: made at first need into `folder`, for this user's eyes only, and kept.
 * @param addresses IPs of this machine, named in a certificate that is made now; stations go by the pin, whatever they become
 * @throws Error in words when there is one that cannot be used: every paired station knows the host by it
 */
export async function readOrMakeCertificate(
  folder: string,
  addresses: readonly string[] = [],
): Promise<HostCertificate> {
  const path = join(folder, 'certificate.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return readCertificate(path, text);
  const made = await makeCertificate(addresses);
  await writePrivateFile(path, `${JSON.stringify(made, null, 2)}\n`);
  return { ...made, fingerprint: fingerprintOf(new X509Certificate(made.cert)) };
}

function readCertificate(path: string, text: string): HostCertificate {
  const remedy = 'Move it away; a new one is then made, and the stations have to be paired again.';
  let kept: z.infer<typeof file>;
  let certificate: X509Certificate;
  try {
    kept = file.parse(JSON.parse(text));
    certificate = new X509Certificate(kept.cert);
    if (!certificate.checkPrivateKey(createPrivateKey(kept.key)))
      throw new Error('the key is not that of the certificate');
  } catch {
    throw new Error(`${path} is damaged. ${remedy}`);
  }
  if (Date.parse(certificate.validTo) < Date.now())
    throw new Error(`The certificate in ${path} ran out on ${certificate.validTo}. ${remedy}`);
  return { ...kept, fingerprint: fingerprintOf(certificate) };
}

async function makeCertificate(addresses: readonly string[]): Promise<{ key: string; cert: string }> {
  const crypto = webcrypto as Crypto;
  cryptoProvider.set(crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Cubicle host',
    // A station whose clock is behind must not find it not yet valid.
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + YEARS * 365 * DAY_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new SubjectAlternativeNameExtension([
        ...['localhost', hostname(), `${hostname()}.local`].map((value) => ({ type: 'dns' as const, value })),
        ...['127.0.0.1', ...addresses].map((value) => ({ type: 'ip' as const, value })),
      ]),
      new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
    ],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = pkcs8.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n'),
    cert: certificate.toString('pem'),
  };
}

function fingerprintOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('hex');
}
