import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './writePrivateFile.node';

/** `fingerprint`: SHA-256 of the certificate (DER), hex. It is the host's identity: stations pin it. */
export type HostCertificate = { key: string; cert: string; fingerprint: string };

const file = z.object({ key: z.string(), cert: z.string() });

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
  // Half of what a host has to load before it can start, for once in its life.
  const { generateCertificate } = await import('./generateCertificate.node');
  const made = await generateCertificate(addresses);
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

function fingerprintOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('hex');
}
