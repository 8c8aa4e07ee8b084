import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { imageHost } from '@resite/host';
import { readLab } from '@resite/lab';
import { normalized, type Outcome, resite, temporaryFolder } from './support/cli.ts';
import { untilActive } from './support/hierarchy.ts';

/** Types `resite …` in the folder. Lab machines that it powers on end with this process, whatever happens. */
async function type(folder: string, ...args: string[]): Promise<Outcome> {
  const env = { RESITE_LAB_EXIT_WITH: String(process.pid) };
  return normalized(await resite(args, { cwd: folder, env }), folder);
}

/** A folder with the lab `lab`, powered on. */
async function folderWithLab(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t, {}, path => type(path, 'lab', 'down', 'lab'));
  assert.deepEqual(await type(folder, 'lab', 'create', 'lab'), {
    code: 0,
    stdout: 'The lab in <folder>/lab is created, and off\n',
    stderr: 'Power it on with: resite lab up lab\n',
  });
  assert.deepEqual(await type(folder, 'lab', 'up', 'lab'), done('The lab in <folder>/lab is up\n'));
  return folder;
}

function done(stdout: string): Outcome {
  return { code: 0, stdout, stderr: '' };
}

/** What `lab status --json` says, once both sites are at work. */
async function statusWhenActive(folder: string) {
  await untilActive(join(folder, 'lab'));
  const { stdout } = await type(folder, 'lab', 'status', 'lab', '--json');
  return JSON.parse(stdout);
}

test('one lab, from its creation to its end', async t => {
  const folder = await folderWithLab(t);
  await t.test('it is looked at, clients join, and services are stopped and started', () => look(folder));
  let itsKey = '';
  await t.test('init finds its sites, makes the repository, and never overwrites', async () => {
    itsKey = await init(folder);
  });
  await t.test('of computers that are off init takes disks', () => initOfWhatIsOff(folder, itsKey));
  await t.test('a machine is destroyed, and a bare one takes its place', () => replace(folder));
  await t.test('it loses power, and then all of the lab is destroyed', () => destroy(folder));
});

async function look(folder: string): Promise<void> {
  const status = await statusWhenActive(folder);
  assert.equal(status.message_type, 'lab_status');
  assert.deepEqual(
    status.machines.map(({ name, state }: { name: string; state: string }) => [name, state]),
    [
      ['HQ1', 'up'],
      ['BRANCH1', 'up'],
    ],
  );
  const { stdout } = await type(folder, 'lab', 'status', 'lab');
  assert.match(stdout, /^HQ1 {2}up\n {2}MSSQLSERVER +running {2}auto\n/);
  assert.match(stdout, /\nSite S01 \(.+\) on BRANCH1, below P01: ACTIVE, reported <time> UTC\n\d+ clients\n$/);

  const joined = await type(folder, 'lab', 'join-clients', 'lab', 'S01', '2');
  assert.equal(joined.code, 0, joined.stderr);
  assert.deepEqual(await type(folder, 'lab', 'join-clients', 'lab', 's01', '0'), done('0 clients joined S01\n'));
  assert.match(joined.stdout, /^2 clients joined S01: \w+ S01\w{5}, \w+ S01\w{5}\n$/);

  const service = (...args: string[]) => type(folder, 'lab', 'service', 'lab', ...args);
  assert.deepEqual(await service('branch1', 'stop', 'Spooler'), done('Spooler on BRANCH1 is stopped\n'));
  assert.match((await type(folder, 'lab', 'status', 'lab')).stdout, /\nBRANCH1 {2}up\n(?:.+\n)+ {2}Spooler +stopped/);
  assert.deepEqual(await service('BRANCH1', 'start', 'Spooler'), done('Spooler on BRANCH1 is running\n'));
  for (const [args, error] of [
    [['BRANCH1', 'restart', 'Spooler'], 'USAGE'],
    [['BRANCH1', 'stop', 'Messenger'], 'SERVICE_MISSING'],
    [['BRANCH9', 'stop', 'Spooler'], 'HOST_UNKNOWN'],
  ] as const)
    assert.ok((await service(...args)).stderr.endsWith(`  (${error})\n`), error);
}

/** Returns the words in which `init` shows the key. */
async function init(folder: string): Promise<string> {
  const made = await type(folder, 'init', '--lab', 'lab');
  const [fingerprint = ''] = made.stdout.match(/SHA256:[\w+/]{43}/) ?? [];
  const itsKey = `The key of this installation is <folder>/.resite/signing-key.pem
  ${hostname()}  ${fingerprint}
  Write the fingerprint down where nobody can change it: it tells your snapshots from forged ones.
`;
  assert.deepEqual(made, {
    code: 0,
    stdout: `Wrote <folder>/repository.password
Created repository <short> at <folder>/backups
Wrote <folder>/resite.yaml
Made the key of this installation: <folder>/.resite/signing-key.pem
  ${hostname()}  ${fingerprint}
  Write the fingerprint down where nobody can change it: it tells your snapshots from forged ones.
`,
    stderr: 'Look through it, then see what it comes to: resite config show\n',
  });
  assert.equal((await stat(join(folder, 'repository.password'))).mode & 0o777, 0o600);
  assert.match(await readFile(join(folder, 'repository.password'), 'utf8'), /^[\w-]{32}\n$/);
  assert.deepEqual(
    await type(folder, 'config', 'show'),
    done(`file                 <folder>/resite.yaml
repository           <folder>/backups
repository password  from file <folder>/repository.password
state                <folder>/.resite
host HQ1             lab <folder>/lab/HQ1
host BRANCH1         lab <folder>/lab/BRANCH1
site P01             sms-1x-primary on HQ1
site P01 account     HQDOM\\SMSADMIN, password from file <folder>/lab/service.password
site S01             sms-1x-secondary on BRANCH1, below P01
site S01 account     BRANCHDOM\\SMSADMIN, password from file <folder>/lab/service.password
key ${hostname().padEnd(17)}${fingerprint}
`),
  );
  assert.deepEqual(await type(folder, 'repo', 'snapshots'), done('No snapshots\n'));

  const text = await readFile(join(folder, 'resite.yaml'), 'utf8');
  assert.deepEqual(await type(folder, 'init', '--lab', 'lab'), {
    code: 2,
    stdout: '',
    stderr: `resite: <folder>/resite.yaml exists already
  Move it away first, or write to another file with --config FILE.
  (CONFIG_EXISTS)
`,
  });
  assert.equal(await readFile(join(folder, 'resite.yaml'), 'utf8'), text);

  // another file, for one computer: the repository and its password are used as they are
  assert.deepEqual(await type(folder, 'init', '--host', 'B=lab:lab/BRANCH1', '--config', 'other.yaml'), {
    code: 0,
    stdout: `Wrote <folder>/other.yaml
${itsKey}`,
    stderr: `P01, the parent of S01, is on none of these computers: add it to <folder>/other.yaml
Look through it, then see what it comes to: resite config show --config other.yaml
`,
  });
  const other = await type(folder, 'config', 'validate', '--config', 'other.yaml');
  assert.match(other.stderr, /^resite: <folder>\/other\.yaml:\d+:\d+: there is no site "P01" under sites\n/);

  // a repository whose password is not known
  await writeFile(join(folder, 'wrong.password'), 'wrong\n');
  const wrong = await type(
    folder,
    'init',
    '--lab',
    'lab',
    '--config',
    'third.yaml',
    '--password-file',
    'wrong.password',
  );
  assert.equal(wrong.code, 12);
  const unknown = await type(
    folder,
    'init',
    '--lab',
    'lab',
    '--config',
    'third.yaml',
    '--password-file',
    'new.password',
  );
  assert.deepEqual(unknown, {
    code: 1,
    stdout: '',
    stderr: `resite: there is already a repository at <folder>/backups
  Name its password with --password-file FILE, or another place for a new repository with -r FOLDER.
  (REPOSITORY_EXISTS)
`,
  });
  assert.deepEqual((await readdir(folder)).sort(), [
    '.resite',
    'backups',
    'lab',
    'other.yaml',
    'repository.password',
    'resite.yaml',
    'wrong.password',
  ]);
  return itsKey;
}

async function initOfWhatIsOff(folder: string, itsKey: string): Promise<void> {
  // computers that are off: nothing is written
  assert.deepEqual(await type(folder, 'lab', 'down', 'lab'), done('The lab in <folder>/lab is off\n'));
  const off = await type(folder, 'init', '--lab', 'lab', '--config', 'third.yaml');
  assert.equal(off.code, 20);
  assert.match(off.stderr, /\(HOST_DOWN\)\n$/);
  // …except for disks, which can be looked at then
  const images = ['--host', 'HQ1=image:lab/HQ1', '--host', 'BRANCH1=image:lab/BRANCH1'];
  assert.deepEqual(await type(folder, 'init', ...images, '--config', 'third.yaml'), {
    code: 0,
    stdout: `Wrote <folder>/third.yaml
${itsKey}`,
    stderr: 'Look through it, then see what it comes to: resite config show --config third.yaml\n',
  });
  assert.deepEqual(
    await type(folder, 'config', 'validate', '--config', 'third.yaml'),
    done('<folder>/third.yaml is valid: 2 hosts, 2 sites\n'),
  );
}

async function replace(folder: string): Promise<void> {
  assert.deepEqual(
    await type(folder, 'lab', 'destroy', 'lab', '--machine', 'BRANCH1'),
    done('The machine BRANCH1 of the lab in <folder>/lab is destroyed\n'),
  );
  assert.match((await type(folder, 'lab', 'status', 'lab')).stdout, /\nBRANCH1 {2}missing\n/);
  assert.deepEqual(await type(folder, 'lab', 'create', 'lab', '--machine', 'BRANCH1'), {
    code: 0,
    stdout: 'The machine BRANCH1 of the lab in <folder>/lab is created, and off\n',
    stderr: 'Power it on with: resite lab up lab --machine BRANCH1\n',
  });
  assert.deepEqual(
    await type(folder, 'lab', 'up', 'lab', '--machine', 'BRANCH1'),
    done('The machine BRANCH1 of the lab in <folder>/lab is up\n'),
  );
  assert.equal((await type(folder, 'lab', 'join-clients', 'lab', 'S01')).code, 20);
}

async function destroy(folder: string): Promise<void> {
  const cut = ['lab', 'power-loss', 'lab', '--machine', 'BRANCH1'];
  assert.deepEqual(await type(folder, ...cut), done('The machine BRANCH1 of the lab in <folder>/lab is off\n'));
  assert.match((await type(folder, 'lab', 'status', 'lab')).stdout, /\nBRANCH1 {2}down\n/);
  assert.match(await readFile(join(folder, 'lab', 'BRANCH1', 'machine.log'), 'utf8'), /^(?!.*powering off)/s);

  assert.deepEqual(await type(folder, 'lab', 'destroy', 'lab'), done('The lab in <folder>/lab is destroyed\n'));
  assert.ok(!(await readdir(folder)).includes('lab'));
}

const refusals: { args: string[]; code: number; stderr: string }[] = [
  {
    args: ['init'],
    code: 2,
    stderr: `resite: there is no computer to look at
  Name some: --lab FOLDER, --host NAME=DRIVER:PATH, or --windows ADDRESS.
  (USAGE)
`,
  },
  {
    args: ['init', '--lab', 'nowhere'],
    code: 2,
    stderr: `resite: <folder>/nowhere holds no lab: there is no lab.json
  Create one with: resite lab create <folder>/nowhere
  (LAB_MISSING)
`,
  },
];

for (const { args, code, stderr } of refusals) {
  test(`resite ${args.join(' ')} is refused and writes nothing`, async t => {
    const folder = await temporaryFolder(t);
    assert.deepEqual(await type(folder, ...args), { code, stdout: '', stderr });
    assert.deepEqual(await readdir(folder), []);
  });
}

for (const command of ['up', 'down', 'power-loss', 'status', 'destroy']) {
  test(`lab ${command} of a folder without a lab is refused`, async t => {
    const folder = await temporaryFolder(t, { 'precious.txt': 'keep me\n' });
    const { code, stdout, stderr } = await type(folder, 'lab', command, '.');
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /^resite: <folder> holds no lab: there is no lab\.json\n {2}.*\n {2}\(LAB_MISSING\)\n$/);
    assert.deepEqual(await readdir(folder), ['precious.txt']);
  });
}

test('a lab of another platform, Windows NT and SMS, and a bare server that has others', async t => {
  const folder = await temporaryFolder(t, {}, async () => {});
  const small = ['--clients', '0', '--files', '1', '--bytes', '1'];
  const create = (...args: string[]) => type(folder, 'lab', 'create', 'lab', ...args);
  assert.equal((await create(...small, '--platform', 'PPC')).code, 2);
  assert.equal(
    (await create(...small, '--platform', 'ALPHA', '--windows', '4.0', '--sms', '1.1', '--parent-sms', '1.2')).code,
    0,
  );
  const { machines, sites } = await readLab(join(folder, 'lab'));
  assert.deepEqual([machines.BRANCH1?.platform, machines.BRANCH1?.windowsVersion], ['ALPHA', '4.0']);
  assert.deepEqual([sites.S01?.sms, sites.P01?.sms], ['1.1', '1.2']);
  const identity = () => imageHost({ name: 'BRANCH1', folder: join(folder, 'lab/BRANCH1') }).identity();
  await type(folder, 'lab', 'destroy', 'lab', '--machine', 'BRANCH1');
  assert.equal((await create('--machine', 'BRANCH1')).code, 0);
  assert.equal((await identity()).platform, 'ALPHA');
  await type(folder, 'lab', 'destroy', 'lab', '--machine', 'BRANCH1');
  assert.equal((await create('--machine', 'BRANCH1', '--platform', 'MIPS', '--windows', '3.51')).code, 0);
  assert.deepEqual([(await identity()).platform, (await identity()).windowsVersion], ['MIPS', '3.51']);
});
