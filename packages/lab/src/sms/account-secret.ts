import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { upcase } from '@resite/registry/names';

/**
 * The account fields of a site control file are "encrypted" with a key that stands beside them (Resource Guide,
 * SITE_ACCOUNT fields 9 to 11), so they are only hidden, not protected; how is not documented. In the lab: AES-256-GCM.
 * Only the lab's own random passwords are ever kept so.
 */
export function hideText(text: string, publicKey: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(publicKey), nonce);
  const hidden = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return upcase(hidden.toString('hex'));
}

/** Throws for what {@link hideText} did not write with this key. */
export function revealText(hidden: string, publicKey: string): string {
  const bytes = Buffer.from(hidden, 'hex');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(publicKey), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
}

export function newPublicKey(): string {
  return upcase(randomBytes(16).toString('hex'));
}

function keyOf(publicKey: string): Buffer {
  return createHash('sha256').update(publicKey).digest();
}
