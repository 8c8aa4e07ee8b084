import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { normalized, type Outcome, type RunOptions, resite, run, temporaryFolder } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

/** Types `resite repo …` in the folder; sizes of what is added depend on times in it. */
async function repo(folder: string, args: string[], options: RunOptions = {}): Promise<Outcome> {
  const outcome = normalized(await resite(['repo', ...args], { cwd: folder, ...options }), folder);
  return {
    ...outcome,
    stdout: outcome.stdout
      .replace(/Added .*|(?<=\()[\d.]+ [KM]?i?B(?=\))/g, text =>
        text.startsWith('Added') ? 'Added <sizes>' : '<sizes>',
      )
      .replaceAll(hostname(), '<host>'),
  };
}

function ok(stdout: string): Outcome {
  return { code: 0, stdout, stderr: '' };
}

test('a folder is saved, listed, checked and restored', async t => {
  const folder = await folderWithRepository(t);
  const type = (...args: string[]) => repo(folder, [...args, ...withRepo]);

  assert.deepEqual(await type('snapshots'), ok('No snapshots\n'));
  assert.deepEqual(
    await type('backup', 'data', '--dry-run'),
    ok('Would save 2 files, 5.87 KiB: 2 new, 0 changed, 0 unmodified\n'),
  );
  assert.deepEqual(await type('snapshots'), ok('No snapshots\n'));
  assert.deepEqual(
    await type('backup', 'data', '--tag', 'one', 'two'),
    ok('Saved 2 files, 5.87 KiB in <duration>: 2 new, 0 changed, 0 unmodified\nAdded <sizes>\nSnapshot <short>\n'),
  );

  await writeFile(join(folder, 'data', 'a.txt'), 'hello again\n');
  assert.deepEqual(
    await type('backup', 'data', '-n'),
    ok('Would save 2 files, 5.87 KiB: 0 new, 1 changed, 1 unmodified\n'),
  );
  assert.deepEqual(
    await type('backup', 'data'),
    ok('Saved 2 files, 5.87 KiB in <duration>: 0 new, 1 changed, 1 unmodified\nAdded <sizes>\nSnapshot <short>\n'),
  );
  const { stdout } = await type('snapshots');
  assert.equal(
    stdout.replace(/ +/g, ' '),
    `ID Time (UTC) Host Tags Paths
<short> <time> <host> one,two <folder>/data
<short> <time> <host> <folder>/data
2 snapshots
`,
  );
  const blobs = await countBlobs(folder);
  assert.deepEqual(
    await type('check', '--read-data'),
    ok(`Checked 2 snapshots, 4 packs and ${blobs} blobs: no errors; all data (<sizes>) was read\n`),
  );
  assert.deepEqual(
    await type('check'),
    ok(
      `Checked 2 snapshots, 4 packs and ${blobs} blobs: no errors; the data itself was not read, --read-data does it\n`,
    ),
  );
  const some = await type('check', '--read-data-subset', '50%');
  assert.match(some.stdout, /: no errors; 2 of 4 packs \(<sizes>\) were read\n$/);
  const nonsense = await type('check', '--read-data-subset', '6/5');
  assert.deepEqual([nonsense.code, nonsense.stderr.includes('(USAGE)')], [2, true]);
  assert.deepEqual(
    await type('restore', 'latest', '--target', 'out', '--dry-run'),
    ok(
      `${[
        ...foldersTo(folder),
        `${folder}/data`,
        `${folder}/data/a.txt`,
        `${folder}/data/sub`,
        `${folder}/data/sub/b.txt`,
      ]
        .map(path => `created    ${path.replace(folder, '<folder>')}\n`)
        .join(
          '',
        )}Would restore 2 files, ${foldersAbove(folder) + 2} folders, 5.87 KiB of snapshot <short> to <folder>/out\n`,
    ),
  );
  assert.deepEqual(await readdir(folder), ['data', 'password', 'repo', 'wrong-password']);
  assert.deepEqual(
    await type('restore', 'latest', '--target', 'out'),
    ok(
      `Restored 2 files, ${foldersAbove(folder) + 2} folders, 5.87 KiB of snapshot <short> to <folder>/out in <duration>\n`,
    ),
  );
  assert.equal(await readFile(join(folder, 'out', folder, 'data', 'a.txt'), 'utf8'), 'hello again\n');
  assert.equal(await readFile(join(folder, 'out', folder, 'data', 'sub', 'b.txt'), 'utf8'), 'world\n'.repeat(1000));

  await writeFile(join(folder, 'out', folder, 'data', 'a.txt'), 'changed\n');
  await writeFile(join(folder, 'out', folder, 'data', 'extra'), '');
  const again = (...args: string[]) => type('restore', 'latest', '-t', 'out', ...args);
  const planned = await again('--delete', '-n');
  assert.match(planned.stdout, /updated {4}<folder>\/data\/a\.txt\nunchanged {2}<folder>\/data\/sub\n/);
  assert.match(
    planned.stdout,
    /deleted {4}<folder>\/data\/extra\nWould restore .*: 1 file and .* right already, 1 to delete\n$/,
  );
  const left = await again('--overwrite', 'never');
  assert.match(left.stdout, /^Restored 0 files, .*: 2 files left alone\n$/);
  const done = await again('--delete', '--verify', '--sparse');
  assert.match(done.stdout, /: 1 file and 5\.86 KiB right already, 1 deleted, 2 files read back and compared\n$/);
  assert.deepEqual(await readdir(join(folder, 'out', folder, 'data')), ['a.txt', 'sub']);
  const everything = await type('restore', 'latest', '-t', '/', '--delete', '--dry-run');
  assert.deepEqual([everything.code, everything.stderr.includes('(USAGE)')], [2, true]);
});

/** The folder and those above it, from the top. */
function foldersTo(folder: string): string[] {
  const parts = folder.split('/').slice(1);
  return parts.map((_, depth) => `/${parts.slice(0, depth + 1).join('/')}`);
}

/** Folders on the way to what is in `folder`: a snapshot has them, too. */
function foldersAbove(folder: string): number {
  return folder.split('/').length - 1;
}

async function countBlobs(folder: string): Promise<number> {
  const { stdout } = await run('restic', ['list', 'blobs', '-q', ...withRepo], { cwd: folder });
  return stdout.trim().split('\n').length;
}

test('ls lists a snapshot or a folder in it', async t => {
  const folder = await folderWithRepository(t);
  await repo(folder, ['backup', 'data', ...withRepo]);
  const everything = await repo(folder, ['ls', 'latest', ...withRepo]);
  assert.equal(everything.stdout.trimEnd().split('\n').length, foldersAbove(folder) + 4);
  assert.deepEqual(
    await repo(folder, ['ls', 'latest', join(folder, 'data', 'sub'), ...withRepo]),
    ok(`drwxr-xr-x              <time> <folder>/data/sub
-rw-r--r--         6000 <time> <folder>/data/sub/b.txt
`),
  );
  const missing = await repo(folder, ['ls', 'latest', '/data/c.txt', ...withRepo]);
  assert.deepEqual(missing, {
    code: 1,
    stdout: '',
    stderr:
      'resite: there is no /data/c.txt in the snapshot <short>\n  See what there is: resite repo ls <short>\n  (FILE_MISSING)\n',
  });
});

test('restore --include takes what is named, and only that', async t => {
  const folder = await folderWithRepository(t);
  await repo(folder, ['backup', 'data', ...withRepo]);
  const wanted = join(folder, 'data', 'sub');
  const outcome = await repo(folder, ['restore', 'latest', '-t', 'out', '-i', wanted, ...withRepo]);
  assert.deepEqual(
    outcome,
    ok(
      `Restored 1 file, ${foldersAbove(folder) + 2} folders, 5.86 KiB of snapshot <short> to <folder>/out in <duration>\n`,
    ),
  );
  assert.deepEqual(await readdir(join(folder, 'out', folder, 'data')), ['sub']);
  const missing = await repo(folder, ['restore', 'latest', '-t', 'out2', '-i', '/nowhere', ...withRepo]);
  assert.equal(missing.code, 1);
  assert.equal(
    missing.stderr,
    'resite: there is no /nowhere in the snapshot <short>\n  Nothing was restored. See what there is: resite repo ls <short>\n  (FILE_MISSING)\n',
  );
  await writeFile(join(folder, 'patterns'), `# what to leave out\n*.TXT\n!a.txt\n`);
  const type = (...args: string[]) => repo(folder, ['restore', 'latest', ...args, ...withRepo]);
  assert.equal((await type('-t', 'out3', '--iexclude-file', 'patterns')).code, 0);
  assert.deepEqual(await readdir(join(folder, 'out3', folder, 'data')), ['a.txt', 'sub']);
  assert.deepEqual(await readdir(join(folder, 'out3', folder, 'data', 'sub')), []);
  const both = await type('-t', 'out4', '-i', 'a.txt', '-e', 'b.txt');
  assert.deepEqual([both.code, both.stderr.includes('(USAGE)')], [2, true]);
  const byName = await type('-t', 'out4', '--iinclude', 'B.TXT');
  assert.match(byName.stdout, /^Restored 1 file, /);
  assert.deepEqual(await readdir(join(folder, 'out4', folder, 'data')), ['sub']);
});

test('tags are split as restic splits them, and forget finds each', async t => {
  const folder = await folderWithRepository(t);
  const type = (...args: string[]) => repo(folder, [...args, ...withRepo]);
  await type('backup', 'data', '--tag', 'a, b', '--tag', ',c');
  assert.match((await type('snapshots')).stdout, / a,b,c /);
  await type('tag', 'latest', '--add', 'd, e', '--remove', 'a,c');
  assert.match((await type('snapshots')).stdout, / b,d,e /);
  assert.match((await type('find', 'a.txt', '--tag', ' b , e')).stdout, /a\.txt/);
  assert.equal((await type('find', 'a.txt', '--tag', 'b,a')).stdout, '');
  const kept = await type('forget', '--keep-tag', 'b, d', '--dry-run');
  assert.match(kept.stdout, /has tags \[b, d\]/);
  const theirs = ['backup', 'data', '--no-cache', '--tag', 'x, y', '--tag', ',z', ...withRepo];
  assert.equal((await run('restic', theirs, { cwd: folder })).code, 0);
  assert.match((await type('snapshots')).stdout, / x,y,z /);
});

test('what is empty is no path and no pattern, and a backup of no file is not done', async t => {
  const folder = await folderWithRepository(t);
  const type = (...args: string[]) => repo(folder, [...args, ...withRepo]);
  assert.equal((await type('backup', 'data', '-e', '')).code, 0);
  for (const [args, what] of [
    [['backup', ''], 'the argument <path>'],
    [['backup', 'data', ''], 'the argument <path>'],
    [['restore', '', '-t', 'out'], 'the argument <snapshot>'],
    [['restore', 'latest', '-t', ''], '--target'],
    [['restore', 'latest', '--target='], '--target'],
    [['backup', 'data', '--exclude-file', ''], '--exclude-file'],
    [['dump', 'latest', ''], 'the argument <path>'],
    [['find', 'a.txt', '--path', ''], '--path'],
    [['check', '--config', ''], '--config'],
    [['check', '-r', ''], '--repo'],
  ] as const) {
    const { code, stdout, stderr } = await repo(folder, [...args, ...(what === '--repo' ? [] : withRepo)]);
    assert.deepEqual([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`);
    assert.equal(
      stderr,
      `resite: ${what} is empty\n  Nothing was done. Give a value; in a script, see whether a variable is not set.\n  (USAGE)\n`,
    );
  }
  const nothing = await type('backup', 'data', '-e', 'data/*');
  assert.equal(nothing.code, 3);
  assert.equal(
    nothing.stderr,
    'resite: no file was saved: the snapshot <short> holds folders at most\n  Check the paths, and whether an exclude matches one of them.\n  (SOURCE_EMPTY)\n',
  );
});

test('a name that could steer a terminal is printed harmlessly', async t => {
  const folder = await folderWithRepository(t);
  await writeFile(join(folder, 'data', 'a\x1b[2J\nb'), '');
  await repo(folder, ['backup', 'data', ...withRepo]);
  const { stdout } = await repo(folder, ['ls', 'latest', join(folder, 'data'), ...withRepo]);
  assert.match(stdout, /<folder>\/data\/a\\x1b\[2J\\nb\n/);
});

test('stock restic checks and restores what is written here', async t => {
  const folder = await folderWithRepository(t);
  await repo(folder, ['backup', 'data', ...withRepo]);
  const check = await run('restic', ['check', '--read-data', '--no-cache', ...withRepo], { cwd: folder });
  assert.equal(check.code, 0, check.stderr);
  const restore = await run('restic', ['restore', 'latest', '--no-cache', '-t', 'out', ...withRepo], { cwd: folder });
  assert.equal(restore.code, 0, restore.stderr);
  assert.equal(await readFile(join(folder, 'out', folder, 'data', 'sub', 'b.txt'), 'utf8'), 'world\n'.repeat(1000));
});

test('init makes a repository once', async t => {
  const folder = await temporaryFolder(t, { password: 'open sesame\n' });
  assert.deepEqual(await repo(folder, ['init', ...withRepo]), ok('Created repository <short> at <folder>/repo\n'));
  assert.deepEqual(await repo(folder, ['init', ...withRepo]), {
    code: 1,
    stdout: '',
    stderr: `resite: there is already a repository at <folder>/repo
  Open it with its password, or choose another place.
  (REPOSITORY_EXISTS)
`,
  });
});

const refusals: { name: string; args: string[]; code: number; stderr: RegExp }[] = [
  {
    name: 'no repository',
    args: ['snapshots', '-r', 'nowhere', '--password-file', 'password'],
    code: 10,
    stderr: /^resite: there is no repository at <folder>\/nowhere\n {2}.*\n {2}\(REPOSITORY_MISSING\)\n$/,
  },
  {
    name: 'a wrong password',
    args: ['snapshots', '-r', 'repo', '--password-file', 'wrong-password'],
    code: 12,
    stderr: /^resite: the password opens no key of the repository <folder>\/repo\n {2}.*\n {2}\(WRONG_PASSWORD\)\n$/,
  },
  {
    name: 'a password file that does not exist',
    args: ['snapshots', '-r', 'repo', '--password-file', 'nowhere'],
    code: 2,
    stderr: /^resite: cannot read the file nowhere: it does not exist\n {2}.*\n {2}\(SECRET_UNREADABLE\)\n$/,
  },
  {
    name: 'no password and no terminal to ask on',
    args: ['snapshots', '-r', 'repo'],
    code: 2,
    stderr:
      /^resite: cannot ask for the password of the repository <folder>\/repo: there is no terminal\n {2}.*\n {2}\(SECRET_UNREADABLE\)\n$/,
  },
  {
    name: 'no word about the repository',
    args: ['snapshots'],
    code: 2,
    stderr:
      /^resite: it is not clear which repository is meant\n {2}Name it with -r LOCATION, in resite\.yaml, or in the environment variable RESTIC_REPOSITORY\.\n {2}\(USAGE\)\n$/,
  },
  {
    name: 'a repository of an unknown kind',
    args: ['snapshots', '-r', 'b2:bucket:repo', '--password-file', 'password'],
    code: 1,
    stderr:
      /^resite: the repository b2:bucket:repo is of an unknown kind: b2\n {2}.*\n {2}\(REPOSITORY_UNSUPPORTED\)\n$/,
  },
  {
    name: 'a location that lacks something',
    args: ['snapshots', '-r', 'sftp:ann@host', '--password-file', 'password'],
    code: 2,
    stderr:
      /^resite: the location sftp:…@host cannot be used: it names no host and path\n {2}Write sftp:.*\n {2}\(LOCATION_INVALID\)\n$/,
  },
  {
    name: 'a password in a location',
    args: ['snapshots', '-r', 'rest:https://ann:p@ss/word@host/', '--password-file', 'password'],
    code: 2,
    stderr: /^resite: the location rest:https:\/\/…@host\/ /,
  },
  {
    name: 'an unknown snapshot',
    args: ['ls', 'abcdef', ...withRepo],
    code: 1,
    stderr: /^resite: there is no snapshot abcdef in <folder>\/repo\n {2}.*\n {2}\(SNAPSHOT_MISSING\)\n$/,
  },
  {
    name: 'a path that does not exist',
    args: ['backup', 'nowhere', ...withRepo],
    code: 1,
    stderr: /^resite: there is no <folder>\/nowhere\n {2}Check the path\. Nothing was saved\.\n {2}\(FILE_MISSING\)\n$/,
  },
];

for (const { name, args, code, stderr } of refusals) {
  test(`refused: ${name}`, async t => {
    const folder = await folderWithRepository(t);
    const outcome = await repo(folder, args);
    assert.deepEqual({ code: outcome.code, stdout: outcome.stdout }, { code, stdout: '' });
    assert.match(outcome.stderr, stderr);
    assert.deepEqual(await readdir(join(folder, 'repo', 'snapshots')), []);
  });
}

test('a damaged repository is reported, and check fails', async t => {
  const folder = await folderWithRepository(t);
  await repo(folder, ['backup', 'data', ...withRepo]);
  const packs = join(folder, 'repo', 'data');
  for (const name of await readdir(packs, { recursive: true })) {
    if (/[0-9a-f]{64}$/.test(name)) await rm(join(packs, name));
  }
  const { code, stdout, stderr } = await repo(folder, ['check', ...withRepo]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^Checked 1 snapshot, \d+ packs? and \d+ blobs: \d+ errors; the data itself was not read, --read-data does it\n$/,
  );
  assert.match(
    stderr,
    /^(warning: repository: .*\n)+resite: the repository has \d+ problems\n {2}Copy .*\n {2}Rebuild the index from the packs: resite repo repair index\n( {2}.*\n)+ {2}\(REPOSITORY_DAMAGED\)\n$/,
  );
});

test('the location comes from a file and the password from a command, by option or variable, and each is named once', async t => {
  const folder = await folderWithRepository(t);
  await writeFile(join(folder, 'where'), '\ufeff  repo \n');
  await writeFile(join(folder, 'lines'), 'repo\nother\n');
  const command = ['--password-command', 'cat password'];
  const snapshots = (args: string[], env = {}) => repo(folder, ['snapshots', ...args], { env });
  assert.deepEqual(
    await snapshots(['--repository-file', 'where', ...command, '--key-hint', 'ff']),
    ok('No snapshots\n'),
  );
  assert.deepEqual(await snapshots(command, { RESTIC_REPOSITORY_FILE: 'where' }), ok('No snapshots\n'));
  assert.deepEqual(await snapshots(withRepo, { RESTIC_REPOSITORY_FILE: 'nowhere' }), ok('No snapshots\n'));
  for (const [args, message] of [
    [['--repository-file', 'where', ...withRepo], /--repo and --repository-file are both given/],
    [[...command, ...withRepo], /--password-file and --password-command are both given/],
    [['--repository-file', 'nowhere', ...command], /\(FILE_ACCESS\)/],
    [['--repository-file', 'lines', ...command], /\(USAGE\)/],
    [['-r', 'repo', '--password-command', 'echo secret; false'], /\(SECRET_UNREADABLE\)/],
  ] as const) {
    const { code, stderr } = await snapshots([...args]);
    assert.notEqual(code, 0, args.join(' '));
    assert.match(stderr, message);
    assert.doesNotMatch(stderr.replace('echo secret', ''), /secret\n/);
  }
});

test('restic’s environment variables are fall-backs, options and resite.yaml win', async t => {
  const folder = await folderWithRepository(t);
  const env = { RESTIC_REPOSITORY: 'repo', RESTIC_PASSWORD_FILE: 'password' };
  assert.deepEqual(await repo(folder, ['snapshots'], { env }), ok('No snapshots\n'));
  assert.deepEqual(
    await repo(folder, ['snapshots'], {
      env: { RESTIC_REPOSITORY: 'local:repo', RESTIC_PASSWORD_COMMAND: 'cat password' },
    }),
    ok('No snapshots\n'),
  );
  assert.equal((await repo(folder, ['snapshots', '-r', 'nowhere'], { env })).code, 10);
  assert.equal((await repo(folder, ['snapshots', '--password-file', 'wrong-password'], { env })).code, 12);

  await mkdir(join(folder, 'below'));
  const config = (location: string) =>
    writeFile(
      join(folder, 'resite.yaml'),
      `repository: { location: ${location}, passwordFile: password }\nhosts: {}\nsites: {}\n`,
    );
  await config('./nowhere');
  assert.equal((await repo(folder, ['snapshots'], { env })).code, 10);
  await config('./repo');
  assert.deepEqual(await repo(folder, ['snapshots'], { cwd: join(folder, 'below') }), ok('No snapshots\n'));
  assert.deepEqual(
    await repo(folder, ['snapshots', '-r', '../repo'], { cwd: join(folder, 'below') }),
    ok('No snapshots\n'),
  );

  // the password of resite.yaml is not tried on another repository
  const other = await repo(folder, ['snapshots', '-r', 'other']);
  assert.equal(other.code, 2);
  assert.match(other.stderr, /SECRET_UNREADABLE/);
});

test('of several paths, one that cannot be found costs only itself, and the exit code is 3', async t => {
  const folder = await folderWithRepository(t);
  await symlink('loop', join(folder, 'loop'));
  for (const dry of [['--dry-run'], []]) {
    const { code, stdout, stderr } = await repo(folder, [
      'backup',
      'gone',
      'data',
      'data/a.txt/x',
      'loop/x',
      ...dry,
      ...withRepo,
    ]);
    assert.equal(code, 3);
    assert.match(stdout, dry.length === 0 ? /^Saved 2 files, / : /^Would save 2 files, /);
    assert.match(
      stderr,
      /^warning: .*\/gone: it does not exist\nwarning: .*\/data\/a.txt\/x: it does not exist\nwarning: .*\/loop\/x: it cannot be looked at: ELOOP\n/,
    );
    assert.match(stderr, /\nresite: 3 paths could not be found\n/);
  }
  const [snapshot] = JSON.parse((await repo(folder, ['snapshots', '--json', ...withRepo])).stdout).snapshots;
  assert.deepEqual(snapshot.paths, ['<folder>/data']);

  const none = await repo(folder, ['backup', 'gone', 'neither', ...withRepo]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^resite: there is no .*\/gone\n.*Nothing was saved.*\n.*FILE_MISSING/);
});

test('a file that cannot be read is named, the rest is saved, and the exit code is 3', async t => {
  const folder = await folderWithRepository(t);
  // the memory of a process: nothing is mapped at its beginning, so that even root cannot read it
  const memory = `/proc/${process.pid}/mem`;
  const { code, stdout, stderr } = await repo(folder, ['backup', 'data', memory, ...withRepo]);
  assert.equal(code, 3);
  assert.match(stdout, /^Saved 2 files, /);
  assert.match(
    stderr,
    /^warning: \/proc\/\d+\/mem: .*\nresite: 1 file could not be read\n {2}Everything else is saved in the snapshot <short>\.\n {2}\(SOURCE_UNREADABLE\)\n$/,
  );
});
