import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFault } from '@resite/lab';
import type { Procedure } from '@resite/procedure';
import { Journal } from '@resite/procedure/journal';
import { hierarchy, until } from '../support/hierarchy.ts';

/** `resite check`, its reports, and `resite drift`, as they are typed. */
const site = hierarchy();

const events = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
const read = (file: string) => readFile(join(site.folder, file), 'utf8');

async function check(...words: string[]) {
  const { code, stdout } = await site.resite('check', 'S01', '--json', ...words);
  const [event] = events(stdout);
  return { code, checks: event.checks as { id: string; ok: boolean; code?: string; found: string }[] };
}

const notGood = (checks: readonly { id: string; ok: boolean; code?: string }[]) =>
  checks.filter(({ ok }) => !ok).map(({ id, code }) => `${id} ${code}`);

test('check finds nothing on a site in good order, and is done in one page of each format', async () => {
  assert.deepEqual(notGood((await check()).checks), []);
  for (const extension of ['md', 'html', 'json']) {
    const { code, stdout } = await site.resite('check', 'S01', '--report', `check.${extension}`);
    assert.equal(code, 0);
    const { length } = stdout.match(/^✓ /gm)!;
    assert.match(
      stdout,
      new RegExp(`S01 can be backed up: ${length} checks, 0 warnings\nWrote .*/check\\.(md|html|json)\n$`),
    );
  }
  assert.equal((await stat(join(site.folder, 'check.html'))).mode & 0o777, 0o600);
  const document = JSON.parse(await read('check.json'));
  const { length } = document.checks;
  assert.deepEqual(document.verdict, { ok: true, text: `S01 can be backed up: ${length} checks, 0 warnings` });
  for (const { title } of document.checks) {
    assert.ok((await read('check.html')).includes(title.replaceAll("'", '&#39;')), title);
  }
});

test('doctor goes through what can be done with a machine of a lab, of the parent and of the site', async () => {
  for (const [host, last] of [
    ['HQ1', '✓ It can be seen whether the database of HQ1 takes changes: yes'],
    ['BRANCH1', '✓ A site is on it: S01, a secondary site'],
  ] as const) {
    const { code, stdout, stderr } = await site.resite('doctor', host);
    assert.deepEqual([code, stderr], [0, '']);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.at(-2), last);
    assert.match(lines.at(-1)!, new RegExp(`^${host} can be used: (7|11) checks, 0 warnings$`));
  }
});

test('a report is refused before anything is done when it could not be written', async () => {
  for (const words of [
    ['--report', 'check.pdf'],
    ['--to', 'BRANCH1'],
    ['--snapshot', '1a2b3c4d'],
  ])
    assert.equal((await site.resite('check', 'S01', ...words)).code, 2, words.join(' '));
  const { code, stderr } = await site.resite('backup', 'S01', '--report', 'nowhere/backup.md');
  assert.match(stderr, /nowhere\/backup\.md cannot be written \(ENOENT\)[\s\S]*FILE_ACCESS/);
  assert.notEqual(code, 0);
  assert.equal((await site.resite('status')).stdout, 'No runs yet\n');
});

test('another run on the same hosts fails a check', async () => {
  const journal = new Journal(join(site.folder, '.resite'));
  const run = journal.begin({
    schema: 1,
    kind: 'backup',
    title: 'Back up S01',
    sites: ['S01'],
    profile: 'sms-1x-secondary',
    hosts: { BRANCH1: { driver: 'lab', machine: join(site.lab, 'BRANCH1') } },
    repository: { location: 'none', password: { prompt: 'none' } },
    steps: [],
  } satisfies Procedure);
  const { code, checks } = await check();
  journal.end(run.id, 'interrupted');
  journal.close();
  assert.deepEqual([code, notGood(checks)], [75, ['no-open-run PROCEDURE_BUSY']]);
});

test('a repository that does not open fails a check', async () => {
  const { code, checks } = await check('-r', 'nowhere', '--password-file', 'repository.password');
  assert.deepEqual([code, notGood(checks)], [10, ['repository-opens REPOSITORY_MISSING']]);
});

test('a backup leaves a page about its checks and steps', async () => {
  const { code } = await site.resite('backup', 'S01', '--report', 'backup.md');
  assert.equal(code, 0);
  const page = await read('backup.md');
  assert.match(page, /^# Back up SMS 1\.x secondary site S01 on BRANCH1\n\n\*\*Backup of S01 is done\*\*\n/);
  assert.match(page, /\n\| done \| Stop the SMS services on BRANCH1: stopped /);
  assert.match(page, /\n\| good \| SITECTRL\.CT0 is there \| C:\\SMS\\SITE\.SRV/);
});

test('before a restore, everything in the way is named; a server that still lives is', async () => {
  const { code, checks } = await check('--restore');
  assert.equal(code, 20);
  assert.deepEqual(
    // neither server of this lab is a domain controller
    notGood(checks).filter(id => !/^(snapshot-up-to-date|password-age-seen) /.test(id)),
    [
      'target-sms-root TARGET_SMS_ROOT',
      'target-registry-empty TARGET_HAS_SMS',
      'target-services-empty TARGET_HAS_SMS',
      'target-shares-empty TARGET_HAS_SMS',
      'target-files-empty TARGET_HAS_SMS',
      'target-packages-empty TARGET_HAS_SMS',
    ].filter(id => notGood(checks).includes(id)),
  );
  for (const id of ['snapshot-verified', 'snapshot-complete', 'service-account-logon', 'target-space']) {
    assert.equal(checks.find(check => check.id === id)?.ok, true, id);
  }
});

test('drift: none after a backup; then what was changed, in words, and exit code 20', async () => {
  const before = await site.services();
  const same = await site.resite('drift', 'S01');
  assert.match(same.stdout, /^S01 is as snapshot [0-9a-f]{8} of .* UTC has it\n/);
  assert.equal(same.code, 0);

  const faults = ['site-shares', 'services-account', 'other-logon-servers', 'next-range-unused', 'sms-ini-agrees'];
  const undo: (() => Promise<unknown>)[] = [];
  for (const fault of faults) undo.unshift(await makeFault(site.lab, fault));
  const { code, stdout } = await site.resite('drift', 'S01', '--json');
  for (const put of undo) await put();
  const { drift } = events(stdout)[0];
  const items = (drift.items as { area: string; what: string; expected: boolean }[]).filter(
    ({ expected }) => !expected,
  );
  assert.deepEqual(
    items.map(({ area, what }) => `${area}: ${what}`),
    [
      'identity: logon servers BRANCH1 → BRANCH1, BRANCH9',
      'SMS IDs: Next SMS Unique ID 02 → 01',
      'services: SMS_EXECUTIVE: account BRANCHDOM\\SMSADMIN → BRANCHDOM\\OTHER',
      'shares: SMS_SITE: comment "SMS Site S01 site server share" → "mine"',
      'site control file: domain BRANCHDOM: logon servers BRANCH1  0 C: → BRANCH9  0 C:, BRANCH1  0 C:',
      'SMS.INI: [SMS] SiteCode S01 → S09',
    ],
  );
  assert.equal(code, 20);
  assert.ok(drift.files.folders.some(({ folder }: { folder: string }) => folder === 'C:\\SMS\\LOGS'));
  await until('no service was touched', async () => String(await site.services()) === String(before));
});

test('lab fault lists what can go wrong, and lets it', async () => {
  assert.match((await site.resite('lab', 'fault', 'lab')).stdout, /^sms-ini +SMS\.INI is missing$/m);
  assert.equal((await site.resite('lab', 'fault', 'lab', 'nonsense')).code, 2);
  assert.equal((await site.resite('lab', 'fault', 'lab', 'sms-ini')).stdout, 'From now on: SMS.INI is missing\n');
  assert.deepEqual(notGood((await check()).checks), ['sms-ini CHECK_FAILED']);
});

test('--dry-run prints the steps, makes the checks and ends as the run would be refused', async () => {
  const backup = await site.resite('backup', 'S01', '--dry-run');
  assert.match(backup.stdout, /^Back up [\s\S]*\n {2}1 {2}BRANCH1 [\s\S]*S01 can be backed up in part/);
  assert.equal(backup.code, 0, backup.stderr);
  const made = await site.resite('backup', 'S01');
  assert.equal(made.code, 3, made.stderr); // SMS.INI is still missing
  const before = await site.services();
  const restore = await site.resite('restore', 'S01', '--dry-run');
  assert.match(restore.stdout, /^Restore [\s\S]*\n {2}1 {2}BRANCH1 [\s\S]*S01 cannot be restored/);
  assert.equal(restore.code, 20, restore.stderr);
  for (const words of [
    ['--to', 'HQ1'],
    ['--to', 'HQ1', '--dry-run'],
  ]) {
    const taken = await site.resite('restore', 'S01', ...words);
    assert.equal(taken.code, 20);
    assert.match(taken.stderr, /HQ1 is the server of site \w+: S01 cannot be restored there/);
  }
  assert.deepEqual(await site.services(), before);
});
