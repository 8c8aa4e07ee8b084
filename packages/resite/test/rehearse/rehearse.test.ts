import assert from 'node:assert/strict';
import { cp, lstat, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { destroyLab, labDown, labStatus } from '@resite/lab';
import type { LedgerEntry } from '@resite/procedure';
import type { Evidence } from '@resite/rehearsal';
import { isLong } from '../../../../scripts/sample.ts';
import { type Outcome, resite, run } from '../support/cli.ts';
import { errorCode, hierarchy, until } from '../support/hierarchy.ts';

/**
 * One site with one good snapshot and two that lack a file. After the backup the whole lab is switched off: a rehearsal that
 * succeeds then has needed neither the site nor its parent, and every byte of their disks can be compared.
 */
const site = hierarchy();

const restic = (args: readonly string[], cwd = site.folder) => {
  const at = ['-r', join(site.folder, 'backups'), '--password-file', join(site.folder, 'repository.password')];
  return run('restic', [...at, '--no-cache', ...args], { cwd });
};

test('rehearsals', async t => {
  let before: string[] = [];
  let good = '';
  let damaged: Record<string, string> = {};

  await t.test('a site that was backed up and never rehearsed is named', async t => {
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    await labDown(site.lab);
    damaged = await snapshotsWithout(t, {
      CT0: 'C/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0',
      SITEINS: 'C/SMS/SITE.SRV/X86.BIN/SITEINS.EXE',
    });
    before = await disks();
    good = (await snapshotIds())[0]!;
    assert.match((await site.resite('status')).stdout, /\nS01 was never rehearsed: resite rehearse S01\n/);
    assert.match((await site.resite('snapshots', 'S01')).stdout, / never .*\n.* never .*\n.* never .*\n3 snapshots/);
  });

  let folder = '';
  let evidence: Evidence;

  await t.test('the dry run makes nothing', async () => {
    const { code, stdout } = await site.resite('rehearse', 'S01', '--snapshot', good, '--dry-run');
    assert.equal(code, 0);
    assert.match(stdout, /^Rehearse the restore of SMS 1.x secondary site S01, .*\n\n {2}1 {2}scratch /);
    assert.deepEqual(
      (await readdir(join(site.folder, '.resite'))).filter(name => name.startsWith('evidence')),
      [],
    );
  });

  await t.test('Ctrl-C in the middle leaves no machine, no process and no evidence', async () => {
    const command = await site.start('rehearse', 'S01', '--snapshot', good);
    await command.until('Restore the SMS root directory');
    const [scratch = ''] = await scratches();
    assert.ok((await processesOf(scratch)).length > 0);
    command.kill('SIGINT');
    const { code, output } = await command.outcome;
    assert.equal(code, 130, output);
    assert.match(output, /the scratch machine is gone, and the site was not touched\n.*\(INTERRUPTED\)/s);
    assert.deepEqual(await processesOf(scratch), []);
    assert.deepEqual(await scratches(), []);
    await assert.rejects(readdir(join(site.folder, '.resite', 'evidence')), { code: 'ENOENT' });
  });

  await t.test('after kill -9 the machines end by themselves, and resume removes what is left', async () => {
    const command = await site.start('rehearse', 'S01', '--snapshot', good);
    await command.until('Restore the SMS root directory');
    const [scratch = ''] = await scratches();
    command.kill('SIGKILL');
    await command.outcome;
    await until('its machines are off', async () => (await processesOf(scratch)).length === 0);
    const { code, stderr } = await site.resite('resume');
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`Removed ${scratch}, which a rehearsal that was cut off had left`));
    await assert.rejects(stat(scratch), { code: 'ENOENT' });
    assert.match((await site.resite('status')).stdout, /-rehearsal\S* .* interrupted /);
  });

  await t.test('a good one and a bad one at the same time: each comes to its own result', async () => {
    const [passed, failed] = await Promise.all([
      site.resite('rehearse', 'S01', '--snapshot', good, '--keep'),
      site.resite('rehearse', 'S01', ...byHand(damaged.SITEINS!)),
    ]);
    assert.equal(passed.code, 0, passed.stdout + passed.stderr);
    assert.match(passed.stdout, /Rehearsal of S01 is done/);
    assert.match(passed.stdout, / downtime +none/);
    folder = /evidence +(\S+)\/evidence\.html/.exec(passed.stdout)![1]!;
    evidence = JSON.parse(await readFile(join(folder, 'evidence.json'), 'utf8')) as Evidence;
    assert.equal(evidence.result, 'passed');
    assert.equal(evidence.snapshot.id, good);
    await failsWith(failed, {
      snapshot: damaged.SITEINS!,
      check: 'snapshot-bootstrap-program',
      names: 'The snapshot has SITEINS.EXE',
    });
  });

  await t.test('the kept machine runs the site until it is removed', async () => {
    const [scratch = ''] = await scratches();
    const { machines } = await labStatus(scratch);
    const server = machines.find(({ name }) => name === 'SERVER');
    const sms = server?.services.filter(({ name }) => name.startsWith('SMS_')) ?? [];
    assert.equal(sms.length, 4);
    assert.equal((await site.resite('resume')).code, 0, 'it does not take a kept one for a leftover');
    assert.ok((await labStatus(scratch)).machines.every(({ state }) => state === 'up'));
    await destroyLab(scratch);
  });

  await t.test('the evidence says what was rehearsed, how long it took, and what was not', async () => {
    const { snapshot, steps, checks, timeToRestore, notRehearsed, versions, host, repository } = evidence;
    const config = JSON.parse((await restic(['cat', 'config'])).stdout) as { id: string };
    const stored = JSON.parse((await restic(['cat', 'snapshot', snapshot.id])).stdout) as { tree: string };
    assert.equal(repository, config.id);
    assert.equal(snapshot.tree, stored.tree);
    assert.deepEqual([evidence.site?.code, evidence.site?.parent, evidence.site?.server], ['S01', 'P01', 'BRANCH1']);
    assert.equal(evidence.downtime, 'none');
    assert.ok(steps.length > 10 && steps.every(({ state, seconds }) => state === 'done' && seconds !== undefined));
    for (const id of ['target-computer-name', 'site-services-running', 'site-shares', 'report-sent'])
      assert.equal(checks.find(check => check.id === id)?.outcome, 'ok', id);
    assert.ok(
      checks.every(({ id }) => !id.startsWith('parent-')),
      'nothing is claimed of the parent',
    );
    assert.match(notRehearsed.map(({ what }) => what).join('\n'), /The parent .* ACTIVE/);
    assert.equal(checks.find(({ id }) => id === 'target-domain')?.byConstruction, true);
    const sum = timeToRestore.phases.reduce((total, { seconds }) => total + seconds, 0);
    assert.ok(timeToRestore.seconds > 0 && Math.abs(sum - timeToRestore.seconds) < 0.01);
    assert.deepEqual([versions.node, versions.profile], [process.version, 'sms-1x-secondary']);
    assert.ok(host.name.length > 0);
    assert.ok(evidence.started.endsWith('Z') && evidence.ended > evidence.started);
  });

  await t.test('the page needs nothing but itself', async () => {
    const page = await readFile(join(folder, 'evidence.html'), 'utf8');
    assert.doesNotMatch(page, /<script|https?:|<img|<link/);
    for (const { title } of evidence.checks) assert.ok(page.includes(title.replaceAll("'", '&#39;')), title);
  });

  await t.test('evidence and keys are private, and stock OpenSSL finds the signatures good', async () => {
    const state = join(site.folder, '.resite');
    for (const path of [join(state, 'signing-key.pem'), join(folder, 'evidence.json')])
      assert.equal((await stat(path)).mode & 0o777, 0o600, path);
    for (const name of ['evidence.json', 'evidence.html']) {
      const file = join(folder, name);
      const args = ['pkeyutl', '-verify', '-pubin', '-inkey', join(folder, 'evidence-key.pub.pem'), '-rawin'];
      assert.equal((await run('openssl', [...args, '-in', file, '-sigfile', `${file}.sig`])).code, 0, name);
    }
  });

  await t.test('verify says what is proven and what is not', async () => {
    const { code, stdout } = await site.resite('evidence', 'verify', join(folder, 'evidence.json'));
    assert.equal(code, 0);
    assert.match(stdout, /is what SHA256:\S+ has signed\n.*passed, ended .*\n {2}Proven: .*\n {2}Not proven: .*\n$/);
  });

  await t.test('on a computer that knows no key, the one that came with the evidence proves nothing', async () => {
    const file = join(folder, 'evidence.html');
    const unknown = await resite(['evidence', 'verify', file], { cwd: '/' });
    assert.deepEqual([unknown.code, errorCode(unknown)], [1, 'EVIDENCE_UNTRUSTED']);
    assert.match(unknown.stderr, /The key came with the evidence, .*resite keys add/s);
    const key = join(folder, 'evidence-key.pub.pem');
    assert.equal((await resite(['evidence', 'verify', file, '--public-key', key], { cwd: '/' })).code, 0);
  });

  await t.test('evidence that was tampered with is refused', async () => {
    const copy = join(site.folder, 'copy');
    const tamper: Record<string, (name: string) => Promise<void>> = {
      'another result': name => edit(join(copy, name), text => text.replace('passed', 'failed')),
      'a space more': name => edit(join(copy, name), text => `${text} `),
      'a signature cut off': async name =>
        writeFile(join(copy, `${name}.sig`), (await readFile(join(copy, `${name}.sig`))).subarray(1)),
    };
    for (const [what, change] of Object.entries(tamper)) {
      for (const name of ['evidence.json', 'evidence.html']) {
        await rm(copy, { recursive: true, force: true });
        await cp(folder, copy, { recursive: true });
        await change(name);
        const outcome = await site.resite('evidence', 'verify', join(copy, name));
        assert.equal(errorCode(outcome), 'EVIDENCE_INVALID', `${what} in ${name}`);
        assert.equal(outcome.code, 1);
      }
    }
    await rm(copy, { recursive: true });
  });

  await t.test('snapshots and status say when it was last rehearsed, and with what result', async () => {
    assert.match(
      (await site.resite('status')).stdout,
      /\nS01 last rehearsed \d{4}-.* UTC: (passed|failed), snapshot [0-9a-f]{8} in .* s\n$/,
    );
    const { stdout } = await site.resite('snapshots', 'S01', '--json');
    const { snapshots } = JSON.parse(stdout) as { snapshots: { id: string; rehearsed: { result: string } | null }[] };
    const results = Object.fromEntries(snapshots.map(({ id, rehearsed }) => [id, rehearsed?.result]));
    assert.deepEqual(results, {
      [evidence.snapshot.id]: 'passed',
      [damaged.SITEINS!]: 'failed',
      [damaged.CT0!]: undefined,
    });
  });

  await t.test('the history tells how long each took, and counts no downtime', async () => {
    const { stdout } = await site.resite('history', 'S01', '--json');
    const { runs } = JSON.parse(stdout) as { runs: LedgerEntry[] };
    const rehearsals = runs.filter(({ kind }) => kind === 'rehearsal');
    assert.deepEqual([...new Set(rehearsals.map(({ status }) => status))].sort(), ['done', 'failed', 'interrupted']);
    for (const { status, rto, downtime } of rehearsals) {
      assert.equal(rto !== undefined && rto > 0, status === 'done');
      assert.deepEqual(downtime, []);
    }
  });

  // By day the one without SITEINS.EXE shows it.
  if (isLong)
    await t.test('a snapshot without SITECTRL.CT0 fails with the check named, and evidence of it', async () => {
      const outcome = await site.resite('rehearse', 'S01', ...byHand(damaged.CT0!));
      await failsWith(outcome, {
        snapshot: damaged.CT0!,
        check: 'snapshot-site-control-file',
        names: 'The snapshot has SITECTRL.CT0',
      });
    });

  await t.test(
    isLong
      ? 'a damaged pack fails it: one with files, and one without which nothing is known of the snapshot'
      : 'a damaged pack with files fails it',
    async () => {
      const spare = join(site.folder, 'spare');
      await cp(join(site.folder, 'backups'), spare, { recursive: true });
      const options = ['--snapshot', good, '-r', spare, '--password-file', join(site.folder, 'repository.password')];
      const [files = '', ...others] = await packsByFiles(spare);
      const wanted = { snapshot: good, code: 'REPOSITORY_DAMAGED', names: ' is damaged' };
      await erase(files);
      await failsWith(await site.resite('rehearse', 'S01', ...options), wanted);
      if (!isLong) return;
      for (const pack of others) await erase(pack);
      const unknown = { ...wanted, step: 'verify-snapshot', names: 'Read the whole snapshot' };
      await failsWith(await site.resite('rehearse', 'S01', ...options), unknown);
    },
  );

  await t.test('through all of it, not a byte of the site and its parent has changed', async () => {
    assert.deepEqual(await disks(), before);
  });
});

interface Failure {
  readonly snapshot: string;
  readonly check?: string;
  readonly step?: string;
  readonly code?: string;
  readonly names: string;
}

/** Exit code 23, the culprit named, and signed evidence of it. */
async function failsWith(outcome: Outcome, { snapshot, check, step, code, names }: Failure): Promise<void> {
  const all = outcome.stdout + outcome.stderr;
  assert.equal(outcome.code, 23, all);
  assert.equal(errorCode(outcome), 'REHEARSAL_FAILED');
  assert.ok(outcome.stderr.includes(names), all);
  const file = /What was found is in (\S+)\/evidence\.html/.exec(outcome.stderr)![1]!;
  const evidence = JSON.parse(await readFile(join(file, 'evidence.json'), 'utf8')) as Evidence;
  assert.equal(evidence.result, 'failed');
  assert.equal(evidence.snapshot.id, snapshot);
  if (check !== undefined) assert.equal(evidence.failure?.check, check);
  if (step !== undefined) assert.equal(evidence.failure?.step, step);
  if (code !== undefined) assert.equal(evidence.failure?.code, code);
  assert.equal((await site.resite('evidence', 'verify', join(file, 'evidence.json'))).code, 0);
}

/** Nobody has signed what stock restic made. */
const byHand = (id: string) => ['--snapshot', id, '--trust-snapshot', id];

/** Snapshots like the latest one but for one file each, made by stock restic. Returns their full IDs. */
async function snapshotsWithout<Name extends string>(
  t: TestContext,
  files: Record<Name, string>,
): Promise<Record<Name, string>> {
  const work = join(site.folder, 'work');
  t.after(() => rm(work, { recursive: true }));
  assert.equal((await restic(['restore', 'latest', '--target', work])).code, 0);
  const made: [Name, string][] = [];
  for (const [name, path] of Object.entries<string>(files) as [Name, string][]) {
    const options = ['--json', '--tag', 'resite,site:S01', '--exclude', basename(path), '--exclude', 'signature.json'];
    const { code, stdout, stderr } = await restic(['backup', ...options, 'C', 'D', '.resite'], work);
    assert.equal(code, 0, stderr);
    const { snapshot_id: short } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { snapshot_id: string };
    made.push([name, (await snapshotIds()).find(id => id.startsWith(short))!]);
  }
  return Object.fromEntries(made) as Record<Name, string>;
}

/** Oldest first. */
async function snapshotIds(): Promise<string[]> {
  const { stdout } = await site.resite('snapshots', 'S01', '--json');
  return (JSON.parse(stdout) as { snapshots: { id: string }[] }).snapshots.map(({ id }) => id);
}

/** Every file of both machines, with size and time. */
async function disks(): Promise<string[]> {
  const names = (await readdir(site.lab, { recursive: true })).filter(name => /^(BRANCH1|HQ1)\//.test(name));
  const lines = names.map(async name => {
    const { size, mtimeNs } = await lstat(join(site.lab, name), { bigint: true });
    return `${name} ${size} ${mtimeNs}`;
  });
  return (await Promise.all(lines)).sort();
}

/** Folders of scratch machines of this site. */
async function scratches(): Promise<string[]> {
  const folder = join(site.folder, '.resite', 'scratch');
  const markers = (await readdir(folder)).map(async name => {
    const { folder: scratch } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { folder: string };
    return (await stat(scratch).catch(() => undefined)) === undefined ? [] : [scratch];
  });
  return (await Promise.all(markers)).flat();
}

/** Processes whose command line or environment names the folder. */
async function processesOf(folder: string): Promise<string[]> {
  assert.notEqual(folder, '');
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    for (const file of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
      if (text.includes(folder)) found.push(pid);
    }
  }
  return found;
}

/** Paths of the packs, those with the content of most files first. */
async function packsByFiles(repository: string): Promise<string[]> {
  const packs: { path: string; files: number }[] = [];
  for (const index of await readdir(join(repository, 'index'))) {
    const { stdout } = await restic(['cat', 'index', index]);
    const content = JSON.parse(stdout) as { packs: { id: string; blobs: { type: string }[] }[] };
    for (const { id, blobs } of content.packs) {
      const path = join(repository, 'data', id.slice(0, 2), id);
      packs.push({ path, files: blobs.filter(({ type }) => type === 'data').length });
    }
  }
  return packs.sort((a, b) => b.files - a.files).map(({ path }) => path);
}

/** The file keeps its size and loses its content. */
async function erase(pack: string): Promise<void> {
  await writeFile(pack, Buffer.alloc((await stat(pack)).size));
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}
