import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { oneTimeAuthenticator, sodiumAuthenticator } from '../src/crypto/poly1305.ts';

const both = { 'that of Node': oneTimeAuthenticator, 'that of libsodium': sodiumAuthenticator };

for (const [name, make] of Object.entries(both)) {
  test(`${name} gives the code of RFC 8439, section 2.5.2`, () => {
    const key = Buffer.from('85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b', 'hex');
    const message = Buffer.from('Cryptographic Forum Research Group');
    const authenticator = make();
    const code = Buffer.from(authenticator.code(message, key)).toString('hex');
    assert.equal(code, 'a8061dc1305136c6c22b8baf0c0127a9');
    assert.equal(Buffer.from(authenticator.code(message, key)).toString('hex'), code);
    authenticator.forget();
  });
}

test('both give the same codes, for keys of any bits and messages of any length', () => {
  const [ours, other] = [oneTimeAuthenticator(), sodiumAuthenticator()];
  for (const length of [0, 1, 15, 16, 17, 63, 64, 65, 4095, 100_000, ...Array.from({ length: 50 }, (_, n) => n * 7)]) {
    const [key, message] = [randomBytes(32), randomBytes(length + 3).subarray(3)];
    assert.deepEqual(Buffer.from(ours.code(message, key)), Buffer.from(other.code(message, key)), `${length} bytes`);
  }
});
