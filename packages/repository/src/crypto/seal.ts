import { type Cipheriv, createCipheriv, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { fillAtRandom, randomBytes } from '@resite/filesystem/randomness';
import { type CounterMode, counterMode } from './aes-ctr.ts';
import { type OneTimeAuthenticator, oneTimeAuthenticator } from './poly1305.ts';

/** Bytes that sealing adds: the initial vector before, the authentication code behind. */
export const sealOverhead = 32;

export interface SealingKey {
  encrypt: Buffer;
  macK: Buffer;
  macR: Buffer;
}

/** A key that can be sent to other threads. */
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
  #mode: CounterMode | undefined;
  readonly #vectors = Buffer.alloc(4096);
  #vectorsUsed = this.#vectors.length;
  readonly #block: Cipheriv;
  #authenticator: OneTimeAuthenticator | undefined;
  readonly #oneTimeKey = Buffer.alloc(32);

  /** Takes over a key in buffers, and overwrites the buffers. */
  constructor(key: SealingKey | SharedKey) {
    this.#key = Buffer.isBuffer(key.encrypt) ? intoObjects(key as SealingKey) : (key as SharedKey);
    this.#block = createCipheriv('aes-128-ecb', this.#key.macK, null).setAutoPadding(false);
    const macR = this.#key.macR.export();
    macR.copy(this.#oneTimeKey);
    macR.fill(0);
  }

  /** The key, for a sealer in another thread. */
  share(): SharedKey {
    if (this.#key === undefined) throw new Error('the repository is closed');
    return this.#key;
  }

  seal(plaintext: Uint8Array): Buffer {
    const sealed = Buffer.allocUnsafeSlow(plaintext.length + sealOverhead);
    this.sealInto(sealed, plaintext);
    return sealed;
  }

  /** As {@link seal}, into memory of the plaintext's length and the overhead. */
  sealInto(sealed: Uint8Array, plaintext: Uint8Array): void {
    const vector = sealed.subarray(0, 16);
    vector.set(this.#freshVector());
    const end = sealed.length - 16;
    const body = sealed.subarray(16, end);
    this.#cipher().apply(vector, plaintext, body);
    sealed.set(this.#code(body, vector), end);
  }

  /** The plaintext, or undefined when the bytes are not what `seal` with this key made. */
  open(sealed: Uint8Array): Buffer | undefined {
    const plaintext = Buffer.allocUnsafeSlow(Math.max(sealed.length - sealOverhead, 0));
    return this.openInto(sealed, plaintext) ? plaintext : undefined;
  }

  /** As {@link open}, into memory of the plaintext's length; false when the bytes are not what `seal` made. */
  openInto(sealed: Uint8Array, plaintext: Uint8Array): boolean {
    const end = sealed.length - 16;
    if (end < 16) return false;
    const vector = sealed.subarray(0, 16);
    const body = sealed.subarray(16, end);
    if (!timingSafeEqual(this.#code(body, vector), sealed.subarray(end))) return false;
    this.#cipher().apply(vector, body, plaintext);
    return true;
  }

  /** Forgets the key; using the sealer afterwards throws. */
  forget(): void {
    this.#key = undefined;
    this.#mode?.forget();
    this.#mode = undefined;
    this.#authenticator?.forget();
    this.#authenticator = undefined;
    this.#oneTimeKey.fill(0);
  }

  #cipher(): CounterMode {
    this.#mode ??= counterMode(this.share().encrypt);
    return this.#mode;
  }

  /** Random bytes are cheaper by the page. */
  #freshVector(): Uint8Array {
    if (this.#vectorsUsed === this.#vectors.length) {
      fillAtRandom(this.#vectors);
      this.#vectorsUsed = 0;
    }
    this.#vectorsUsed += 16;
    return this.#vectors.subarray(this.#vectorsUsed - 16, this.#vectorsUsed);
  }

  /** Valid until the next one. */
  #code(message: Uint8Array, vector: Uint8Array): Uint8Array {
    this.share(); // throws when the key is forgotten
    this.#authenticator ??= oneTimeAuthenticator();
    this.#block.update(vector).copy(this.#oneTimeKey, 16);
    return this.#authenticator.code(message, this.#oneTimeKey);
  }
}

function intoObjects(key: SealingKey): SharedKey {
  const objects = {
    encrypt: createSecretKey(key.encrypt),
    macK: createSecretKey(key.macK),
    macR: createSecretKey(key.macR),
  };
  for (const part of [key.encrypt, key.macK, key.macR]) part.fill(0);
  return objects;
}

export function newSealingKey(): SealingKey {
  return { encrypt: randomBytes(32), macK: randomBytes(16), macR: randomBytes(16) };
}
