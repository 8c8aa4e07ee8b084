import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureSigningKey, pemOf } from '@resite/procedure/keys';
import { resite, temporaryFolder } from '../support/cli.ts';
import { errorCode } from '../support/hierarchy.ts';

/** What is believed is tried in the package `rehearsal`; here is where the keys come from. */
test('evidence verify believes the keys of resite.yaml, or the one that is named', async t => {
  const folder = await temporaryFolder(t);
  const key = await ensureSigningKey(folder);
  const other = await ensureSigningKey(join(folder, 'other'));
  const page = Buffer.from('<!doctype html>');
  await writeFile(join(folder, 'evidence.html'), page);
  await writeFile(join(folder, 'evidence.html.sig'), key.sign(page));
  await writeFile(join(folder, 'own.pem'), pemOf(key));
  const config = (more: string) =>
    writeFile(
      join(folder, 'resite.yaml'),
      `repository: { location: ./r, passwordFile: ./p }\nhosts: {}\nsites: {}\nstate: ${folder}\n${more}`,
    );
  const ending = async (...args: string[]) => {
    const outcome = await resite(['evidence', 'verify', ...args], { cwd: folder });
    return outcome.code === 0 ? 'good' : errorCode(outcome);
  };

  assert.equal(await ending('evidence.html'), 'EVIDENCE_INVALID');
  assert.equal(await ending('evidence.html', '--public-key', 'own.pem'), 'good');
  assert.equal(await ending('evidence.html', '--public-key', 'nowhere.pem'), 'FILE_MISSING');
  assert.equal(await ending('evidence.html', '--public-key', 'evidence.html'), 'SIGNING_KEY_INVALID');
  assert.equal(await ending('evidence.html', '--public-key', 'signing-key.pem'), 'SIGNING_KEY_INVALID');
  assert.equal(await ending(), 'USAGE');
  await config(`trustedKeys: { it: { publicKey: ${key.publicKey} } }\n`);
  assert.equal(await ending('evidence.html'), 'good');
  await config(`trustedKeys: { it: { publicKey: ${other.publicKey} } }\n`);
  assert.equal(await ending('evidence.html'), 'EVIDENCE_INVALID');
  // A resite.yaml of an earlier version names nobody: the private half in the state folder counts.
  await config('');
  assert.equal(await ending('evidence.html'), 'good');
});
