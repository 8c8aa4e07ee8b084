import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Evidence } from '../../src/commands/rehearse/evidence.ts';
import { isSignedBy, readPublicKey, signingKey } from '../../src/commands/rehearse/key.ts';
import { evidencePage } from '../../src/commands/rehearse/page.ts';
import { clearScratches } from '../../src/commands/rehearse/scratch.ts';
import { writeEvidence } from '../../src/commands/rehearse/write-evidence.ts';
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
  assert.ok(page.includes('&#60;/td&#62;&#60;script&#62;alert(1)'));
});

test('one key pair is made, however many make it at the same time, and nothing is left beside it', async t => {
  const state = await temporaryFolder(t);
  const keys = await Promise.all(Array.from({ length: 8 }, () => signingKey(state)));
  assert.equal(new Set(keys.map(({ fingerprint }) => fingerprint)).size, 1);
  assert.equal(keys.filter(({ isNew }) => isNew).length, 1);
  assert.deepEqual((await readdir(state)).sort(), ['evidence-key.pem', 'evidence-key.pub.pem']);
  assert.equal((await stat(join(state, 'evidence-key.pem'))).mode & 0o777, 0o600);
  const { key, fingerprint } = await readPublicKey(join(state, 'evidence-key.pub.pem'));
  assert.equal(fingerprint, keys[0]?.fingerprint);
  const data = Buffer.from('text');
  assert.ok(isSignedBy(key, data, keys[7]!.sign(data)));
  assert.ok(!isSignedBy(key, Buffer.from('Text'), keys[7]!.sign(data)));
});

test('a private key that is damaged is named, and its content is not', async t => {
  const state = await temporaryFolder(t, { 'evidence-key.pem': 'a secret\n' });
  await assert.rejects(signingKey(state), (error: Error & { code: string }) => {
    assert.equal(error.code, 'SECRET_UNREADABLE');
    assert.doesNotMatch(`${error.message} ${error.stack}`, /a secret/);
    return true;
  });
});

test('what verify refuses', async t => {
  const state = await temporaryFolder(t);
  const key = await signingKey(state);
  const folder = await writeEvidence(state, evidence, key);
  const other = await signingKey(join(state, 'other'));
  const verify = (...args: string[]) => resite(['evidence', 'verify', ...args], { cwd: folder });

  assert.equal((await verify('evidence.json')).code, 0);
  const otherKey = await verify('evidence.json', '--public-key', join(state, 'other', 'evidence-key.pub.pem'));
  assert.equal(errorCode(otherKey), 'EVIDENCE_INVALID');
  assert.ok(otherKey.stderr.includes(`is not what ${other.fingerprint} has signed`));

  const cases: [string[], string][] = [
    [['nowhere.json'], 'FILE_MISSING'],
    [['evidence-key.pub.pem'], 'FILE_MISSING'],
    [['evidence.json', '--public-key', 'nowhere.pem'], 'FILE_MISSING'],
    [['evidence.json', '--public-key', 'evidence.json'], 'EVIDENCE_INVALID'],
    [[], 'USAGE'],
  ];
  for (const [args, code] of cases) assert.equal(errorCode(await verify(...args)), code, args.join(' '));

  // Somebody who signs anew with a key of their own is not believed where the real one is known.
  const text = (await readFile(join(folder, 'evidence.json'), 'utf8')).replace('"failed"', '"passed"');
  await writeFile(join(folder, 'evidence.json'), text);
  await writeFile(join(folder, 'evidence.json.sig'), other.sign(Buffer.from(text)));
  await writeFile(join(folder, 'evidence-key.pub.pem'), other.publicKey);
  const real = join(state, 'evidence-key.pub.pem');
  assert.equal(errorCode(await verify('evidence.json', '--public-key', real)), 'EVIDENCE_INVALID');
  assert.match((await verify('evidence.json')).stdout, /The key came with the evidence/);
});

test('a state folder without rehearsals has no leftovers', async t => {
  assert.deepEqual(await clearScratches(await temporaryFolder(t)), []);
});
