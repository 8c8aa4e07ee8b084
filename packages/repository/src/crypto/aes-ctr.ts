import { createCipheriv, type KeyObject } from 'node:crypto';
import { programFunctions } from '../system/program-functions.ts';

/** AES-256 in counter mode under one key: encryption and decryption alike. */
export interface CounterMode {
  /** Fills `into`, which has the length of `from`. */
  apply(vector: Uint8Array, from: Uint8Array, into: Uint8Array): void;
  /** Wipes the key; not to be used afterwards. */
  forget(): void;
}

/** Uses the OpenSSL that Node itself contains, where the program exports it (Linux, macOS): that makes no garbage. */
export function counterMode(key: KeyObject): CounterMode {
  return nativeCounterMode(key) ?? nodeCounterMode(key);
}

export function nodeCounterMode(key: KeyObject): CounterMode {
  return {
    apply: (vector, from, into) => into.set(createCipheriv('aes-256-ctr', key, vector).update(from)),
    forget() {},
  };
}

function nativeCounterMode(key: KeyObject): CounterMode | undefined {
  const functions = openSsl();
  if (functions === undefined) return undefined;
  const { makeContext, freeContext, start, update } = functions;
  const context = makeContext();
  const bytes = key.export();
  const isSet = start(context, functions.cipher(), null, bytes, null) === 1;
  bytes.fill(0);
  if (!isSet) throw new Error('OpenSSL takes no key for AES-256-CTR');
  const written = new Int32Array(1);
  return {
    apply(vector, from, into) {
      const isDone =
        start(context, null, null, null, vector) === 1 && update(context, into, written, from, from.length) === 1;
      if (!isDone || written[0] !== from.length) throw new Error('OpenSSL cannot encrypt');
    },
    forget: () => freeContext(context),
  };
}

const openSsl = programFunctions(program => ({
  cipher: program.func('void *EVP_aes_256_ctr()'),
  makeContext: program.func('void *EVP_CIPHER_CTX_new()'),
  freeContext: program.func('void EVP_CIPHER_CTX_free(void *context)'),
  start: program.func(
    'int EVP_EncryptInit_ex(void *context, void *cipher, void *engine, const void *key, const void *vector)',
  ),
  update: program.func('int EVP_EncryptUpdate(void *context, void *into, void *written, const void *from, int length)'),
}));
