import { X509Certificate } from 'node:crypto';

/** A signing certificate, from PEM or the bare base64 that metadata has: as PEM, or what is wrong with it. */
export function readCertificate(text: string): { pem: string } | { problem: string } {
  if (/PRIVATE KEY/.test(text))
    return { problem: 'is a private key: it belongs to the identity provider alone' };
  const packed = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  try {
    const certificate = new X509Certificate(Buffer.from(packed, 'base64'));
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    if (asymmetricKeyType !== 'rsa') return { problem: 'must be of an RSA key' };
    if ((asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return { problem: 'must have 2048 bits or more' };
    return { pem: certificate.toString() };
  } catch {
    return { problem: 'cannot be read as a certificate, in PEM or as its base64 alone' };
  }
}
