import assert from 'node:assert/strict';
import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isSignedBy } from '../src/snapshot/public-key.ts';
import { ensureSigningKey as signingKey } from '../src/snapshot/signing-key.ts';

test('one key pair is made, however many make it at the same time, and nothing is left beside it', async t => {
  const state = await temporaryFolder(t);
  const keys = await Promise.all(Array.from({ length: 8 }, () => signingKey(state)));
  assert.equal(new Set(keys.map(({ fingerprint }) => fingerprint)).size, 1);
  assert.equal(keys.filter(({ isNew }) => isNew).length, 1);
  assert.deepEqual((await readdir(state)).sort(), ['signing-key.pem']);
  assert.equal((await stat(join(state, 'signing-key.pem'))).mode & 0o777, 0o600);
  const key = keys[0]!;
  const data = Buffer.from('text');
  assert.ok(isSignedBy(key, data, keys[7]!.sign(data)));
  assert.ok(!isSignedBy(key, Buffer.from('Text'), keys[7]!.sign(data)));
});

test('a private key that is damaged is named, and its content is not', async t => {
  const state = await temporaryFolder(t);
  await writeFile(join(state, 'signing-key.pem'), 'a secret\n');
  await assert.rejects(signingKey(state), (error: Error & { code: string }) => {
    assert.equal(error.code, 'SECRET_UNREADABLE');
    assert.doesNotMatch(`${error.message} ${error.stack}`, /a secret/);
    return true;
  });
});

test('the key that an earlier version made for evidence goes on as the key for everything', async t => {
  const state = await temporaryFolder(t);
  const { fingerprint, file } = await signingKey(state);
  await rename(file, join(state, 'evidence-key.pem'));
  const again = await signingKey(state);
  assert.deepEqual([again.fingerprint, again.isNew], [fingerprint, false]);
  assert.deepEqual(await readdir(state), ['evidence-key.pem']);
});

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'resite-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
