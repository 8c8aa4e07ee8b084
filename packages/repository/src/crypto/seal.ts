import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import sodium from 'sodium-native';

/** Bytes that sealing adds: the initial vector before, the authentication code behind. */
export const sealOverhead = 32;

export interface SealingKey {
  encrypt: Buffer;
  macK: Buffer;
  macR: Buffer;
}

/**
 * Encryption and authentication of everything but key files (restic: internal/repository/crypto/crypto.go):
 * IV(16) ‖ AES-256-CTR(plaintext) ‖ Poly1305-AES over the ciphertext. Poly1305 clamps r by itself.
 */
export class Sealer {
  /** A key object costs a fifth of what a key in a buffer costs with each message. */
  #encrypt: KeyObject | undefined;
  readonly #block: Cipheriv;
  readonly #oneTimeKey = Buffer.alloc(32);

  /** Takes the key over and overwrites it where it came from. */
  constructor(key: SealingKey) {
    this.#encrypt = createSecretKey(key.encrypt);
    this.#block = createCipheriv('aes-128-ecb', key.macK, null).setAutoPadding(false);
    key.macR.copy(this.#oneTimeKey);
    for (const part of [key.encrypt, key.macK, key.macR]) sodium.sodium_memzero(part);
  }

  seal(plaintext: Uint8Array): Buffer {
    const vector = randomBytes(16);
    const sealed = Buffer.allocUnsafeSlow(plaintext.length + sealOverhead);
    vector.copy(sealed);
    createCipheriv('aes-256-ctr', this.#key(), vector).update(plaintext).copy(sealed, 16);
    const end = sealed.length - 16;
    sodium.crypto_onetimeauth(sealed.subarray(end), sealed.subarray(16, end), this.#macKey(vector));
    return sealed;
  }

  /** The plaintext, or undefined when the bytes are not what `seal` with this key made. */
  open(sealed: Buffer): Buffer | undefined {
    const end = sealed.length - 16;
    if (end < 16) return undefined;
    const vector = sealed.subarray(0, 16);
    const body = sealed.subarray(16, end);
    if (!sodium.crypto_onetimeauth_verify(sealed.subarray(end), body, this.#macKey(vector))) return undefined;
    return createDecipheriv('aes-256-ctr', this.#key(), vector).update(body);
  }

  /** Lets go of the key; whoever uses the sealer afterwards meets an error. */
  forget(): void {
    this.#encrypt = undefined;
    sodium.sodium_memzero(this.#oneTimeKey);
  }

  #key(): KeyObject {
    if (this.#encrypt === undefined) throw new Error('the repository is closed');
    return this.#encrypt;
  }

  #macKey(vector: Uint8Array): Buffer {
    this.#block.update(vector).copy(this.#oneTimeKey, 16);
    return this.#oneTimeKey;
  }
}

export function newSealingKey(): SealingKey {
  return { encrypt: randomBytes(32), macK: randomBytes(16), macR: randomBytes(16) };
}
