import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PublicKey } from '@resite/procedure';
import { ensureSigningKey, pemOf } from '@resite/procedure/keys';
import { type EvidenceKeys, publicKeyName, verifyEvidence, writeEvidence } from '@resite/rehearsal';
import { evidence } from './support/evidence.ts';
import { temporaryFolder } from './support/folder.ts';

test('evidence is believed only when a trusted key has signed it', async t => {
  const state = await temporaryFolder(t);
  const key = await ensureSigningKey(state);
  const other = await ensureSigningKey(join(state, 'other'));
  const folder = await writeEvidence(state, { ...evidence, key: key.fingerprint }, key);
  const json = join(folder, 'evidence.json');
  const named = ({ publicKey }: PublicKey) => ({ name: 'it', publicKey });
  const ending = (file: string, keys: EvidenceKeys) =>
    verifyEvidence(file, keys).then(
      ({ name }) => name,
      (error: { code: string }) => error.code,
    );

  assert.equal(await ending(json, { trusted: [] }), 'EVIDENCE_UNTRUSTED', 'the key beside it proves nothing');
  assert.equal(await ending(json, { only: named(key) }), 'it');
  assert.equal(await ending(json, { trusted: [named(other), named(key)] }), 'it');
  assert.equal(await ending(join(folder, 'evidence.html'), { trusted: [named(key)] }), 'it');
  assert.equal(await ending(json, { trusted: [{ ...named(key), retired: '2026-11-28' }] }), 'EVIDENCE_UNTRUSTED');
  assert.equal(await ending(json, { trusted: [named(other)] }), 'EVIDENCE_UNTRUSTED');
  assert.equal(await ending(json, { only: named(other) }), 'EVIDENCE_INVALID');
  assert.equal(await ending(join(folder, 'nowhere.json'), { trusted: [named(key)] }), 'FILE_MISSING');
  assert.equal(await ending(join(folder, publicKeyName), { trusted: [named(key)] }), 'FILE_MISSING', 'no signature');

  // Somebody who signs anew with a key of their own is not believed, whatever lies beside it.
  const believed = { trusted: [named(key)] };
  const text = (await readFile(json, 'utf8')).replace('"failed"', '"passed"');
  await writeFile(json, text);
  assert.equal(await ending(json, believed), 'EVIDENCE_INVALID');
  await writeFile(`${json}.sig`, other.sign(Buffer.from(text)));
  assert.equal(await ending(json, believed), 'EVIDENCE_INVALID');
  await writeFile(join(folder, publicKeyName), pemOf(other));
  assert.equal(await ending(json, believed), 'EVIDENCE_UNTRUSTED');

  // What the right key has signed for another purpose is no evidence.
  const twice = `${text.slice(0, -3)}, "schema": 2 }`;
  for (const made of ['resite snapshot statement 1\n{}\n', '{}', twice, 'x'.repeat(99)]) {
    await writeFile(json, made);
    await writeFile(`${json}.sig`, key.sign(Buffer.from(made)));
    assert.equal(await ending(json, believed), 'EVIDENCE_INVALID', made);
  }
});
