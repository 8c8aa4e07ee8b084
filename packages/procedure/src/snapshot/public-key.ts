import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** An Ed25519 public key that people can compare. */
export interface PublicKey {
  /** Base64 of its SubjectPublicKeyInfo in DER: what a PEM file has between its first and last line. */
  readonly publicKey: string;
  /** `SHA256:` and base64 of the SHA-256 of the DER form: short enough to write down. */
  readonly fingerprint: string;
}

/** A key that somebody has written into the configuration. */
export interface TrustedKey {
  readonly name: string;
  /** As in {@link PublicKey}. */
  readonly publicKey: string;
  /** Since when it is not trusted any more, as `2026-11-28`; what it signed is refused then, whenever that was. */
  readonly retired?: string;
}

/** RFC 8410: this and 32 bytes are the only DER form of an Ed25519 key. */
const derPrefix = 'MCowBQYDK2VwAyEA';
export const publicKeyPattern = new RegExp(`^${derPrefix}[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$`);

export function publicKeyOf(key: KeyObject): PublicKey {
  const der = key.export({ type: 'spki', format: 'der' });
  return { publicKey: der.toString('base64'), fingerprint: fingerprintOf(der.toString('base64')) };
}

export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** The key of a PEM text or of the base64 alone; undefined when it is neither, or not Ed25519. Private keys are not taken. */
export function parsePublicKey(text: string): PublicKey | undefined {
  const inPem = /^\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----\s*$/.exec(text)?.[1];
  const publicKey = (inPem ?? text).replaceAll(/\s+/g, '');
  return publicKeyPattern.test(publicKey) ? { publicKey, fingerprint: fingerprintOf(publicKey) } : undefined;
}

export const pemOf = ({ publicKey }: Pick<PublicKey, 'publicKey'>) =>
  `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----\n`;

/** Whether the holder of the private half has signed exactly these bytes (Ed25519, RFC 8032). */
export function isSignedBy({ publicKey }: Pick<PublicKey, 'publicKey'>, data: Uint8Array, signature: Uint8Array) {
  if (!publicKeyPattern.test(publicKey) || signature.length !== 64) return false;
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, data, key, signature);
}
