import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { RegistryKey } from '@resite/registry';
import { ensureKey, findKey, findValue, removeKey, setValue } from '@resite/registry/keys';
import { binaryValue } from '@resite/registry/values';

const cipher = 'aes-256-gcm';

/**
 * Keeps the password of a service as an LSA secret, `Policy\Secrets\_SC_<service>\CurrVal` of the SECURITY hive; the
 * service key itself holds none (Q184017 shows that these secrets exist). How LSA encrypts is not modelled: AES under a
 * key that lies in the same hive. Without a password the secret is removed.
 */
export function setServicePassword(security: RegistryKey, service: string, password: string | undefined): void {
  const path = secretPath(service);
  if (password === undefined) {
    removeKey(security, path);
    return;
  }
  const nonce = randomBytes(12);
  const encryption = createCipheriv(cipher, systemKey(security), nonce);
  const sealed = [nonce, encryption.update(password, 'utf8'), encryption.final(), encryption.getAuthTag()];
  setValue(ensureKey(security, `${path}\\CurrVal`), binaryValue('', Buffer.concat(sealed)));
}

export function servicePassword(security: RegistryKey, service: string): string | undefined {
  const key = findKey(security, `${secretPath(service)}\\CurrVal`);
  const value = key && findValue(key, '');
  if (value === undefined) return undefined;
  const sealed = Buffer.from(value.data);
  const decryption = createDecipheriv(cipher, systemKey(security), sealed.subarray(0, 12));
  decryption.setAuthTag(sealed.subarray(-16));
  return decryption.update(sealed.subarray(12, -16), undefined, 'utf8') + decryption.final('utf8');
}

function secretPath(service: string): string {
  return `Policy\\Secrets\\_SC_${service}`;
}

function systemKey(security: RegistryKey): Uint8Array {
  const key = ensureKey(security, 'Policy\\PolSecretEncryptionKey');
  const present = findValue(key, '');
  if (present !== undefined) return present.data;
  const fresh = randomBytes(32);
  setValue(key, binaryValue('', fresh));
  return fresh;
}
