import assert from 'node:assert/strict';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isSignedBy, pemOf, ensureSigningKey as signingKey } from '@resite/procedure';
import { clearScratches, type Evidence, evidencePage, writeEvidence } from '@resite/rehearsal';
import { resite, temporaryFolder } from '../support/cli.ts';
import { errorCode } from '../support/hierarchy.ts';

const hostile = `</td><script>alert(1)</script><img src="x" onerror='y'>&amp;`;

const evidence: Evidence = {
  schema: 1,
  type: 'resite-rehearsal',
  result: 'failed',
  failure: { code: 'CHECK_FAILED', message: hostile },
  run: '20261122-170000-S01-rehearsal',
  started: '2026-11-22T17:00:00.000Z',
  ended: '2026-11-22T17:00:10.000Z',
  site: {
    ...{ code: 'S01', parent: 'P01', server: hostile, domain: hostile, windows: hostile, smsRoot: hostile },
    captured: '2026-11-22T16:00:00.000Z',
  },
  snapshot: { id: '01'.repeat(32), tree: '23'.repeat(32), time: '2026-11-22T16:00:01.000Z' },
  repository: '45'.repeat(32),
  downtime: 'none',
  timeToRestore: { seconds: 10, phases: [{ phase: hostile, seconds: 10 }] },
  steps: [{ id: 'check', title: hostile, source: hostile, state: 'failed', seconds: 10, detail: hostile }],
  checks: [
    {
      ...{ id: 'site-shares', title: hostile, severity: 'error', outcome: 'failed' },
      ...{ found: hostile, wanted: hostile, source: hostile },
    },
  ],
  notRehearsed: [{ what: hostile, why: hostile }],
  scratch: [hostile],
  versions: { resite: '0.1.0', node: 'v24.0.0', profile: hostile },
  host: { name: hostile, platform: 'linux', arch: 'x64' },
  key: 'SHA256:x',
};

test('names that look like markup are text on the page', () => {
  const page = evidencePage(evidence);
  assert.doesNotMatch(page, /<script|<img|onerror='/);
  assert.ok(page.includes('&lt;/td&gt;&lt;script&gt;alert(1)'));
});

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
  const state = await temporaryFolder(t, { 'signing-key.pem': 'a secret\n' });
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

test('evidence is believed only when a trusted key has signed it', async t => {
  const state = await temporaryFolder(t);
  const key = await signingKey(state);
  const other = await signingKey(join(state, 'other'));
  const folder = await writeEvidence(state, { ...evidence, key: key.fingerprint }, key);
  const config = (keys: string) =>
    writeFile(
      join(folder, 'resite.yaml'),
      `repository: { location: ./r, passwordFile: ./p }\nhosts: {}\nsites: {}\nstate: ${state}\n${keys}`,
    );
  const trusting = (publicKey: string, more = '') => `trustedKeys: { it: { publicKey: ${publicKey}${more} } }\n`;
  const verify = (...args: string[]) => resite(['evidence', 'verify', ...args], { cwd: folder });
  await writeFile(join(state, 'own.pem'), pemOf(key));
  await writeFile(join(state, 'other.pem'), pemOf(other));

  // Nobody is trusted: the key beside the evidence proves nothing.
  assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_UNTRUSTED']);
  assert.deepEqual(await ending(verify('evidence.json', '--public-key', join(state, 'own.pem'))), [0, undefined]);
  await config(trusting(key.publicKey));
  assert.deepEqual(await ending(verify('evidence.json')), [0, undefined]);
  assert.deepEqual(await ending(verify('evidence.html')), [0, undefined]);
  // A resite.yaml of an earlier version names nobody: the private half in the state folder counts.
  await config('');
  assert.deepEqual(await ending(verify('evidence.json')), [0, undefined]);
  await config(trusting(key.publicKey, ', retired: 2026-11-28'));
  assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_UNTRUSTED']);
  await config(trusting(other.publicKey));
  assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_UNTRUSTED']);
  const named = await verify('evidence.json', '--public-key', join(state, 'other.pem'));
  assert.equal(errorCode(named), 'EVIDENCE_INVALID');
  assert.ok(named.stderr.includes(`is not what ${other.fingerprint} has signed`));

  const cases: [string[], string][] = [
    [['nowhere.json'], 'FILE_MISSING'],
    [['evidence-key.pub.pem'], 'FILE_MISSING'],
    [['evidence.json', '--public-key', 'nowhere.pem'], 'FILE_MISSING'],
    [['evidence.json', '--public-key', 'evidence.json'], 'SIGNING_KEY_INVALID'],
    [['evidence.json', '--public-key', join(state, 'signing-key.pem')], 'SIGNING_KEY_INVALID'],
    [[], 'USAGE'],
  ];
  for (const [args, code] of cases) assert.equal(errorCode(await verify(...args)), code, args.join(' '));

  // Somebody who signs anew with a key of their own is not believed, whatever lies beside it.
  await config(trusting(key.publicKey));
  const text = (await readFile(join(folder, 'evidence.json'), 'utf8')).replace('"failed"', '"passed"');
  await writeFile(join(folder, 'evidence.json'), text);
  assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_INVALID']);
  await writeFile(join(folder, 'evidence.json.sig'), other.sign(Buffer.from(text)));
  assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_INVALID']);
  await writeFile(join(folder, 'evidence-key.pub.pem'), pemOf(other));
  assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_UNTRUSTED']);

  // What the right key has signed for another purpose is no evidence.
  for (const made of [
    'resite snapshot statement 1\n{}\n',
    '{}',
    `${text.slice(0, -3)}, "schema": 2 }`,
    'x'.repeat(99),
  ]) {
    await writeFile(join(folder, 'evidence.json'), made);
    await writeFile(join(folder, 'evidence.json.sig'), key.sign(Buffer.from(made)));
    assert.deepEqual(await ending(verify('evidence.json')), [1, 'EVIDENCE_INVALID'], made);
  }
});

const ending = async (outcome: ReturnType<typeof resite>) => [(await outcome).code, errorCode(await outcome)];

test('a state folder without rehearsals has no leftovers', async t => {
  assert.deepEqual(await clearScratches(await temporaryFolder(t)), []);
});
