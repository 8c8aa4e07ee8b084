import { createRequire } from 'node:module';
import type Sodium from 'sodium-native';
import { programFunctions } from '../system/program-functions.ts';

/** Poly1305, the authentication code of 16 bytes over a message, under a key of 32 that is good for one message. */
export interface OneTimeAuthenticator {
  code(message: Uint8Array, key: Uint8Array): Uint8Array;
  /** Wipes the last key; not to be used afterwards. */
  forget(): void;
}

/** Uses the OpenSSL that Node itself contains, where the program exports it (Linux, macOS): it is twice as fast. */
export function oneTimeAuthenticator(): OneTimeAuthenticator {
  return openSslAuthenticator() ?? sodiumAuthenticator();
}

export function sodiumAuthenticator(): OneTimeAuthenticator {
  const sodium = createRequire(import.meta.url)('sodium-native') as typeof Sodium;
  const code = Buffer.alloc(16);
  return {
    code(message, key) {
      sodium.crypto_onetimeauth(code, asBuffer(message), asBuffer(key));
      return code;
    },
    forget() {},
  };
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

function openSslAuthenticator(): OneTimeAuthenticator | undefined {
  const functions = openSsl();
  if (functions === undefined) return undefined;
  const { start, update, finish, makeContext, freeContext, algorithm } = functions;
  const context = makeContext(algorithm);
  const code = Buffer.alloc(16);
  const written = new BigUint64Array(1);
  return {
    code(message, key) {
      const isDone =
        start(context, key, key.length, null) === 1 &&
        update(context, message, message.length) === 1 &&
        finish(context, code, written, code.length) === 1;
      if (!isDone || Number(written[0]) !== code.length) throw new Error('OpenSSL cannot authenticate');
      return code;
    },
    forget: () => freeContext(context),
  };
}

const openSsl = programFunctions(program => {
  const fetch = program.func('void *EVP_MAC_fetch(void *library, const char *algorithm, const char *properties)');
  return {
    algorithm: fetch(null, 'POLY1305', null),
    makeContext: program.func('void *EVP_MAC_CTX_new(void *algorithm)'),
    freeContext: program.func('void EVP_MAC_CTX_free(void *context)'),
    start: program.func('int EVP_MAC_init(void *context, const void *key, size_t length, void *parameters)'),
    update: program.func('int EVP_MAC_update(void *context, const void *message, size_t length)'),
    finish: program.func('int EVP_MAC_final(void *context, void *code, void *written, size_t room)'),
  };
});
