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

/** A key that other threads can be sent. */
export interface SharedKey {
  encrypt: KeyObject;
  macK: KeyObject;
  macR: KeyObject;
}

/**
 * Encryption and authentication of everything but key files (restic: internal/repository/crypto/crypto.go):
 * IV(16) ‖ AES-256-CTR(plaintext) ‖ Poly1305-AES over the ciphertext. Poly1305 clamps r by itself.
 */
export class Sealer {
  /** A key object costs a fifth of what a key in a buffer costs with each message. */
  #key: SharedKey | undefined;
  readonly #block: Cipheriv;
  readonly #oneTimeKey = Buffer.alloc(32);

  /** Takes a key in buffers over and overwrites it where it came from. */
  constructor(key: SealingKey | SharedKey) {
    this.#key = Buffer.isBuffer(key.encrypt) ? intoObjects(key as SealingKey) : (key as SharedKey);
    this.#block = createCipheriv('aes-128-ecb', this.#key.macK, null).setAutoPadding(false);
    const macR = this.#key.macR.export();
    macR.copy(this.#oneTimeKey);
    sodium.sodium_memzero(macR);
  }

  /** The key, for a sealer in another thread. */
  share(): SharedKey {
    if (this.#key === undefined) throw new Error('the repository is closed');
    return this.#key;
  }

  seal(plaintext: Uint8Array): Buffer {
    const vector = randomBytes(16);
    const sealed = Buffer.allocUnsafeSlow(plaintext.length + sealOverhead);
    vector.copy(sealed);
    createCipheriv('aes-256-ctr', this.share().encrypt, vector).update(plaintext).copy(sealed, 16);
    const end = sealed.length - 16;
    sodium.crypto_onetimeauth(sealed.subarray(end), sealed.subarray(16, end), this.#macKey(vector));
    return sealed;
  }

  /** The plaintext, or undefined when the bytes are not what `seal` with this key made. */
  open(sealed: Uint8Array): Buffer | undefined {
    const end = sealed.length - 16;
    if (end < 16) return undefined;
    const vector = sealed.subarray(0, 16);
    const body = sealed.subarray(16, end);
    if (!sodium.crypto_onetimeauth_verify(sealed.subarray(end), body, this.#macKey(vector))) return undefined;
    return createDecipheriv('aes-256-ctr', this.share().encrypt, vector).update(body);
  }

  /** Lets go of the key; whoever uses the sealer afterwards meets an error. */
  forget(): void {
    this.#key = undefined;
    sodium.sodium_memzero(this.#oneTimeKey);
  }

  #macKey(vector: Uint8Array): Buffer {
    this.#block.update(vector).copy(this.#oneTimeKey, 16);
    return this.#oneTimeKey;
  }
}

function intoObjects(key: SealingKey): SharedKey {
  const objects = {
    encrypt: createSecretKey(key.encrypt),
    macK: createSecretKey(key.macK),
    macR: createSecretKey(key.macR),
  };
  for (const part of [key.encrypt, key.macK, key.macR]) sodium.sodium_memzero(part);
  return objects;
}

export function newSealingKey(): SealingKey {
  return { encrypt: randomBytes(32), macK: randomBytes(16), macR: randomBytes(16) };
}
