import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { runs, seed } from '../../../scripts/sample.ts';
import { desKey, encryptSecret, encryptServicePassword } from '../src/password.ts';

const bytes = (digits: string) => Buffer.from(digits.replaceAll(/\s/g, ''), 'hex');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sessionKey = bytes('1e38275b3bb867ebfaeee8ba06012d95');

test('the cipher equals the vector of Samba (libcli/auth/tests/test_gnutls.c, sess_crypt_blob)', () => {
  const clear = bytes('98fdcb3af7b51cf8 02fa3beee8ba0601 3f495b20a784c234');
  assert.equal(hex(encryptSecret(sessionKey, clear)), '2bdd3bfa48c96356ae8b3ecfefdf7a42b300717f5d1de470');
});

/** What encryptSecret of impacket 0.10 gives for the password in UTF-16 with its closing NUL. */
for (const [password, key, encrypted] of [
  ['secret', bytes('000102030405060708090a0b0c0d0e0f'), '0aa0b97eaeaef1c7f9eaaeb597a6ea8fced3b1c7445f87f5'],
  [
    'Geheim-1996 äöü, längeres Kennwort',
    sessionKey,
    `eb2c1f64ce811a1640dc6677297b4e97091c964ccc5344eaa5fca4f6b48568896023b94cfb6d719cba836ee06eef74c4
     4a1d791a4f048b15d34ce7f2da6264eac2bc658ac1f95aac55f8178a4554eaa9`,
  ],
] as const)
  test(`the encrypted password equals that of impacket: ${password}`, () => {
    assert.equal(hex(encryptServicePassword(key, password)), hex(bytes(encrypted)));
  });

test('whoever has the session key gets the password back', () => {
  const keys = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const units = fc.integer({ min: 1, max: 0xffff });
  const passwords = fc.array(units, { maxLength: 60 }).map(units => String.fromCharCode(...units));
  fc.assert(
    fc.property(keys, passwords, (key, password) => {
      assert.equal(decrypt(key, encryptServicePassword(key, password)), password);
    }),
    { numRuns: runs(30), seed },
  );
});

/** The other way round, with the parts of a key of 16 bytes written out. */
function decrypt(key: Uint8Array, encrypted: Uint8Array): string {
  const starts = [0, 7, 2, 9];
  const blocks = Array.from({ length: encrypted.length / 8 }, (_, index) => {
    const start = starts[index % 4]!;
    const part = desKey(key.subarray(start, start + 7));
    const decipher = createDecipheriv('des-ede3', Buffer.concat([part, part, part]), null).setAutoPadding(false);
    return Buffer.concat([decipher.update(encrypted.subarray(index * 8, index * 8 + 8)), decipher.final()]);
  });
  const clear = Buffer.concat(blocks);
  assert.equal(clear.readUInt32LE(4), 1);
  const end = 8 + clear.readUInt32LE(0);
  assert.ok(clear.subarray(end).every(byte => byte === 0));
  return clear.toString('utf16le', 8, end - 2);
}

for (const [what, password] of [
  ['is too long', 'kennwort'.repeat(40)],
  ['has a NUL', 'kenn\0wort'],
] as const)
  test(`a password that ${what} is refused, and the error does not say it`, () => {
    assert.throws(
      () => encryptServicePassword(sessionKey, password),
      error => isResiteError(error, 'RPC_ARGUMENT_INVALID') && !`${error.message} ${error.hint}`.includes('kenn'),
    );
  });
