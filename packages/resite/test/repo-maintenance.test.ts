import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Outcome, resite, run } from './support/cli.ts';
import { folderWithRepository, makeRepository, withRepo } from './support/repository.ts';

/** A repository with two snapshots of `data`, and how to work on it. */
async function prepare(t: TestContext) {
  const folder = await folderWithRepository(t);
  const repo = (...args: string[]) => resite(['repo', ...args, ...withRepo], { cwd: folder });
  const ok = async (...args: string[]) => succeeded(await repo(...args));
  const restic = (...args: string[]) => run('restic', ['--no-cache', ...args, ...withRepo], { cwd: folder });
  const resticOk = async (...args: string[]) => succeeded(await restic(...args));
  const data = join(folder, 'data');
  await ok('backup', 'data', '--tag', 'site:S01');
  await writeFile(join(data, 'a.txt'), 'hello again, and more of it\n');
  await writeFile(join(data, 'new.TXT'), 'new\n');
  await ok('backup', 'data', '--tag', 'site:S01');
  const listed = JSON.parse(await resticOk('snapshots', '--json')) as { id: string }[];
  const [first, second] = listed.map(({ id }) => id) as [string, string];
  return { folder, data, repo, ok, restic, resticOk, first, second };
}

function succeeded({ code, stdout, stderr }: Outcome): string {
  assert.equal(code, 0, stderr);
  return stdout;
}

/** The objects that `--json` printed, without their stamps. */
function events(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map(line => {
      const { schema: _, seq: _seq, time: _time, ...event } = JSON.parse(line) as Record<string, unknown>;
      return event;
    });
}

test('forget says what it keeps and why, removes the rest, and prune frees the space', async t => {
  const { ok, repo, resticOk, first, second } = await prepare(t);
  const planned = await ok('forget', '--site', 'S01', '--keep-last', '1', '--group-by', 'tags', '--dry-run');
  assert.match(planned, /^Snapshots tagged site:S01\n/);
  assert.match(planned, new RegExp(`\nkeep +${second.slice(0, 8)} .* last snapshot\n`));
  assert.match(planned, new RegExp(`\nwould forget +${first.slice(0, 8)} `));
  assert.equal((JSON.parse(await resticOk('snapshots', '--json')) as unknown[]).length, 2);

  const [decision] = events(await ok('forget', '--keep-last', '1', '--json'));
  const [group] = decision!.groups as { keep: { id: string }[]; remove: { id: string }[]; reasons: object[] }[];
  assert.deepEqual([group!.keep.map(({ id }) => id), group!.remove.map(({ id }) => id)], [[second], [first]]);
  assert.deepEqual(group!.reasons, [{ snapshot: second, matches: ['last snapshot'] }]);

  const [plan] = events(await ok('prune', '--max-unused', '0', '--dry-run', '--json'));
  assert.ok((plan!.freed_size as number) > 0);
  assert.match(
    await ok('prune', '--max-unused', '0'),
    /^Freed .*: 0 packs removed, 2 rewritten\n.* in use, 0 B unused\n$/,
  );
  assert.match(await resticOk('check', '--read-data'), /no errors were found/);
  assert.match(await resticOk('prune', '--max-unused', '0', '--dry-run'), /to repack: +0 blobs/);
  for (const wrong of [
    ['--max-unused', '100%'],
    ['--repack-smaller-than', '17M'],
  ])
    assert.match((await repo('forget', second, '--prune', ...wrong)).stderr, /\(USAGE\)/);
  assert.match(await ok('forget', second, '--prune'), /^Forgot 1 snapshot\nFreed .*\n/);

  for (const [args, code, message] of [
    [['forget'], 2, /KEEPS_NOTHING/],
    [['forget', '--keep-tag', 'none'], 0, /^$/],
    [['forget', 'ffff', '--keep-last', '1'], 2, /USAGE/],
    [['forget', '--keep-last', '-1'], 2, /whole number/],
    [['forget', '--keep-within', '5'], 2, /Write it like 1y5m7d2h/],
    [['forget', '--keep-last', '1', '--group-by', 'moon'], 2, /cannot be grouped by moon/],
    [['prune', '--max-unused', '100%'], 2, /is not a size/],
    [['prune', '--pack-size', '3'], 2, /whole number from 4 to 128/],
    [['prune', '--compression', 'high'], 2, /off, auto, fastest, better, max/],
    [['prune', '--repack-smaller-than', '5M', '--pack-size', '4'], 2, /that of new packs, 4M/],
    [['prune', '--repack-uncompressed', '--compression', 'off'], 2, /compression is off/],
    [['prune', '--repack-smaller-than', '17M'], 2, /above 0 and up to that of new packs, 16M/],
    [['prune', '--retry-lock', 'soon'], 2, /30s, 5m or 1h/],
  ] as const) {
    const outcome = await repo(...args);
    assert.equal(outcome.code, code, args.join(' '));
    assert.match(outcome.stderr, message);
  }
});

test('forget of a site takes its snapshots for one group, whatever their paths, and leaves those of others', async t => {
  const { folder, ok, resticOk, second } = await prepare(t);
  await ok('backup', 'data/sub', '--tag', 'site:S01');
  await ok('backup', 'data', '--tag', 'site:S02');
  const forget = (...args: string[]) => resite(['forget', ...args, ...withRepo], { cwd: folder });
  const ids = async () => (JSON.parse(await resticOk('snapshots', '--json')) as { id: string }[]).map(({ id }) => id);
  const [, , third, other] = await ids();
  assert.match(succeeded(await forget('S01', '--keep-last', '1', '--dry-run')), /\nwould forget .*\nwould forget /);
  assert.equal((await ids()).length, 4);
  succeeded(await forget('s01', '--keep-last', '2', '--prune'));
  assert.deepEqual(await ids(), [second, third, other]);
  assert.match((await forget('S01')).stderr, /\(KEEPS_NOTHING\)/);

  await writeFile(
    join(folder, 'resite.yaml'),
    'repository: { location: repo, passwordFile: password }\nhosts: { H: { driver: lab, machine: m } }\nsites: { S01: { profile: sms-1x-primary, host: H } }\n',
  );
  const unknown = await resite(['forget', 'S03', '--keep-last', '1'], { cwd: folder });
  assert.deepEqual([unknown.code, /\(SITE_UNKNOWN\)/.test(unknown.stderr)], [2, true]);
});

test('keys are listed, added, changed and removed', async t => {
  const { folder, ok, repo } = await prepare(t);
  await writeFile(join(folder, 'second'), 'second password\n');
  await writeFile(join(folder, 'third'), 'third password\n');
  const opens = async (file: string) =>
    (await run('restic', ['--no-cache', 'snapshots', '-r', 'repo', '--password-file', file], { cwd: folder })).code ===
    0;
  const cheap = ['--kdf-memory', '16M', '--kdf-rounds', '1'];
  assert.match(
    await ok('key', 'add', '--new-password-file', 'second', '--user', 'ann', '--host', 'desk', ...cheap),
    /^Added key /,
  );
  assert.ok(await opens('second'));
  const [listed] = events(await ok('key', 'list', '--json'));
  const keys = listed!.keys as { id: string; current: boolean; userName: string; hostName: string }[];
  assert.deepEqual(
    keys.map(({ current }) => current),
    [true, false],
  );
  assert.match(await ok('key', 'list'), /\n\*[0-9a-f]{8} .*\n [0-9a-f]{8} +ann +desk +/);

  assert.match(await ok('key', 'passwd', '--new-password-file', 'third', ...cheap), /^Changed the password/);
  assert.deepEqual([await opens('password'), await opens('third')], [false, true]);
  await writeFile(join(folder, 'password'), 'third password\n');
  assert.match(await ok('key', 'remove', keys[1]!.id), /^Removed key /);
  assert.ok(!(await opens('second')));

  const [last] = events(await ok('key', 'list', '--json'))[0]!.keys as { id: string }[];
  assert.match((await repo('key', 'remove', last!.id)).stderr, /\(KEY_NEEDED\)\n$/);
  assert.equal((await repo('key', 'passwd')).code, 2); // there is no terminal to ask on
  assert.ok(await opens('password'));
});

test('unlock removes the lock of a dead program, and --remove-all that of a living one', async t => {
  const { folder, ok, repo } = await prepare(t);
  const locks = () => readdirSync(join(folder, 'repo', 'locks')).length;
  assert.equal(await ok('unlock'), 'Removed 0 locks\n');
  const { localBackend, openRepository } = await import('@resite/repository');
  const repository = await openRepository(join(folder, 'repo'), 'open sesame');
  await repository.archive({
    roots: async () => [],
    children: async () => [],
    async *read() {},
  });
  const { stderr } = await repo('prune');
  assert.match(
    stderr,
    new RegExp(
      `in use: .*process ${process.pid}, has held a lock .*Wait until process ${process.pid} of this computer has finished\\. .*stops counting at 20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC\\. .*repo unlock --remove-all`,
      's',
    ),
  );
  assert.equal(
    await ok('unlock'),
    [
      'Removed 0 locks; 1 lock in use stays',
      'A lock that nobody renews stops counting after 30 minutes.',
      'When nobody works on the repository: resite repo unlock --remove-all\n',
    ].join('\n'),
  );
  assert.equal(locks(), 1);
  assert.equal(await ok('unlock', '--remove-all'), 'Removed 1 lock\n');
  assert.equal(locks(), 0);
  await repository.close();
  assert.deepEqual(await localBackend(join(folder, 'repo')).list('locks'), []);
});

test('diff, stats and find agree with restic', async t => {
  const { data, ok, repo, resticOk, first, second } = await prepare(t);
  const lines = events(await ok('diff', first.slice(0, 10), 'latest', '--json'));
  const theirs = (await resticOk('diff', '--json', first, second))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as object);
  assert.deepEqual(
    lines,
    theirs.map(line =>
      'source_snapshot' in line ? { ...line, source_snapshot: first, target_snapshot: second } : line,
    ),
  );
  assert.match(
    await ok('diff', first, second),
    new RegExp(`^M {3}${data}/a.txt\n\\+ {3}${data}/new.TXT\nFiles: 1 new, 0 removed, 1 changed\n`),
  );

  for (const mode of ['restore-size', 'files-by-contents', 'raw-data']) {
    const [stats] = events(await ok('stats', '--mode', mode, '--json'));
    const wanted = JSON.parse(await resticOk('stats', '--mode', mode, '--json')) as Record<string, number>;
    for (const key of [
      'total_size',
      'snapshots_count',
      mode === 'raw-data' ? 'total_blob_count' : 'total_file_count',
    ]) {
      assert.equal(stats![key], wanted[key], `${mode} ${key}`);
    }
  }
  assert.match(await ok('stats', 'latest'), /^restore-size: .* in 1 snapshot, \d+ files and folders\n$/);

  const found = events(await ok('find', '-i', '*.txt', '--json')).map(({ snapshot, path }) => `${snapshot} ${path}`);
  const matches = JSON.parse(await resticOk('find', '-i', '--json', '*.txt')) as {
    snapshot: string;
    matches: { path: string }[];
  }[];
  const wanted = matches.flatMap(({ snapshot, matches }) => matches.map(({ path }) => `${snapshot} ${path}`));
  assert.deepEqual(found.sort(), wanted.sort());
  assert.equal((await ok('find', 'new.TXT', '-s', first)).length, 0);
  assert.equal((await repo('find', 'x', '-s', 'ffff')).code, 1);
  const turned = await repo('find', 'x', '--oldest', '2020-01-02', '--newest', '2020-01-01');
  assert.equal(turned.code, 2);
  assert.match(
    turned.stderr,
    /^resite: 2020-01-02T.* is later than 2020-01-01T.*\n {2}Exchange the two times\.\n {2}\(USAGE\)\n$/,
  );
});

test('dump writes a file, or a folder as a tar archive', async t => {
  const { folder, data, ok, repo } = await prepare(t);
  assert.equal(await ok('dump', 'latest', `${data}/a.txt`), 'hello again, and more of it\n');
  assert.match(await ok('dump', 'latest', data, '--target', 'data.tar'), /^Wrote .* of .*\/data to data\.tar\n$/);
  const listed = await run('tar', ['-tf', 'data.tar'], { cwd: folder });
  assert.deepEqual(
    listed.stdout
      .trim()
      .split('\n')
      .map(name => `/${name}`),
    [`${data}/`, `${data}/a.txt`, `${data}/new.TXT`, `${data}/sub/`, `${data}/sub/b.txt`],
  );
  const before = createHash('sha256')
    .update(readFileSync(join(folder, 'data.tar')))
    .digest('hex');
  assert.equal((await repo('dump', 'latest', data, '--target', 'data.tar')).code, 1);
  assert.equal(
    createHash('sha256')
      .update(readFileSync(join(folder, 'data.tar')))
      .digest('hex'),
    before,
  );
  assert.match((await repo('dump', 'latest', '/nowhere')).stderr, /\(FILE_MISSING\)\n$/);

  await ok('dump', 'latest', data, '-a', 'zip', '--target', 'data.zip');
  const tested = await run('unzip', ['-t', 'data.zip'], { cwd: folder });
  assert.match(tested.stdout, /testing: .*\/data\/sub\/b\.txt +OK\n[\s\S]*No errors detected/);
  const odd = await repo('dump', 'latest', data, '-a', 'rar');
  assert.deepEqual([odd.code, /Allowed choices are tar, zip/.test(odd.stderr)], [2, true], odd.stderr);
});

test('a dump that fails leaves no file', async t => {
  const { folder, data, repo } = await prepare(t);
  const there = readdirSync(folder);
  assert.equal((await repo('dump', 'latest', '/nowhere', '--target', 'out')).code, 1);
  for (const name of readdirSync(join(folder, 'repo', 'data'), { recursive: true, withFileTypes: true }))
    if (name.isFile()) await writeFile(join(name.parentPath, name.name), 'damaged');
  for (const kind of ['tar', 'zip'])
    assert.equal((await repo('dump', 'latest', data, '-a', kind, '--target', 'out')).code, 1, kind);
  assert.equal((await repo('dump', 'latest', data, '--target', 'absent/out')).code, 1);
  assert.deepEqual(readdirSync(folder), there);
});

test('a repository of version 1 is brought to version 2, where restic finds nothing left to compress', async t => {
  const { folder, repo, ok, resticOk } = await prepare(t);
  await rm(join(folder, 'repo'), { recursive: true });
  await ok('init', '--repository-version', '1', '--kdf-memory', '16M', '--kdf-rounds', '1');
  await ok('backup', 'data');
  assert.match((await repo('prune', '--repack-uncompressed')).stderr, /repo migrate upgrade_repo_v2/);
  assert.match((await repo('migrate', 'upgrade')).stderr, /\(USAGE\)/);
  assert.match(await ok('migrate'), /^upgrade_repo_v2 /);
  assert.match(await ok('migrate', 'upgrade_repo_v2'), /^The repository has format version 2 now\n/);
  const again = events(await ok('migrate', 'upgrade_repo_v2', '--json'));
  assert.deepEqual(again, [{ message_type: 'migrated', migration: 'upgrade_repo_v2', applied: false }]);
  assert.match(await ok('migrate'), /^No migration is needed\n$/);
  await ok('prune', '--repack-uncompressed', '--compression', 'max');
  assert.match(await resticOk('prune', '--repack-uncompressed', '--dry-run'), /to repack: +0 blobs/);
  assert.match(await resticOk('check', '--read-data'), /no errors were found/);
});

test('copy brings snapshots into another repository, and tag marks them', async t => {
  const { folder, ok, first, resticOk } = await prepare(t);
  const other = ['-r', 'other', '--password-file', 'wrong-password'];
  const from = ['--from-repo', 'repo', '--from-password-file', 'password'];
  const type = async (...args: string[]) => succeeded(await resite(['repo', ...args, ...other], { cwd: folder }));
  await type('init', ...from);
  const polynomial = async (...options: string[]) =>
    (
      JSON.parse(succeeded(await run('restic', ['--no-cache', 'cat', 'config', ...options], { cwd: folder }))) as {
        chunker_polynomial: string;
      }
    ).chunker_polynomial;
  assert.equal(await polynomial(...other), await polynomial(...withRepo));
  await rm(join(folder, 'other'), { recursive: true });
  const like = { location: join(folder, 'repo'), password: 'open sesame' };
  await makeRepository(join(folder, 'other'), 'open barley', like);
  const one = events(await type('copy', first, ...from, '--json')).at(-1);
  assert.equal((one!.copied as object[]).length, 1);
  assert.match(await type('copy', ...from), /^Copied .*\n1 snapshot copied, 1 there already\n$/);
  const check = await run('restic', ['--no-cache', 'check', '--read-data', ...other], { cwd: folder });
  assert.match(check.stdout, /no errors were found/);

  const [tagged] = events(await ok('tag', 'latest', '--add', 'a,b', '--remove', 'site:S01', '--json'));
  const shown = JSON.parse(await resticOk('snapshots', '--json')) as { id: string; tags: string[] }[];
  assert.deepEqual(
    (tagged!.snapshots as { id: string; tags: string[] }[]).map(({ id, tags }) => [id, tags]),
    [[shown[1]!.id, ['a', 'b']]],
  );
  assert.equal(await ok('tag', 'latest', '--add', 'a'), 'No snapshot was changed\n');
});

test('a lost index is made anew, and what lost data is named and stored without it', async t => {
  const { folder, data, ok, repo, resticOk, second } = await prepare(t);
  for (const name of readdirSync(join(folder, 'repo', 'index'))) rmSync(join(folder, 'repo', 'index', name));
  assert.match(
    await ok('repair', 'index'),
    /^Repaired the index: 4 packs added, 0 left out, 0 damaged index files removed\n$/,
  );
  assert.match(await resticOk('check', '--read-data'), /no errors were found/);

  const listing = await resticOk('find', '--show-pack-id', '--blob', await blobOf(data, second, resticOk));
  const pack = /pack ([0-9a-f]{64})/i.exec(listing)![1]!;
  rmSync(join(folder, 'repo', 'data', pack.slice(0, 2), pack));
  assert.match((await repo('prune')).stderr, /Nothing was removed.*repair/);
  assert.match(await ok('repair', 'index'), new RegExp(`^Pack ${pack} is missing`));
  assert.match(await ok('repair', 'snapshots', '--dry-run'), new RegExp(`${data}/new.TXT: content\n`));
  const [result] = events(await ok('repair', 'snapshots', '--forget', '--json'));
  const [damaged] = result!.damaged as { snapshot: string; replacement: string; losses: { path: string }[] }[];
  assert.equal(damaged!.snapshot, second);
  assert.deepEqual(damaged!.losses.map(({ path }) => path).sort(), [`${data}/a.txt`, `${data}/new.TXT`]);
  assert.match(await resticOk('check', '--read-data'), /no errors were found/);
  const [, replacement] = JSON.parse(await resticOk('snapshots', '--json')) as {
    id: string;
    tags: string[];
    original: string;
  }[];
  assert.deepEqual(
    [replacement!.id, replacement!.tags, replacement!.original],
    [damaged!.replacement, ['site:S01', 'repaired'], second],
  );

  await writeFile(join(folder, 'repo', 'snapshots', 'ab'.repeat(32)), 'no snapshot');
  const { code, stderr } = await repo('repair', 'snapshots');
  assert.equal(code, 1);
  assert.match(stderr, /of 1 snapshot nothing can be read\n.*\n {2}resite repo forget abababab\n/);
  assert.match(await ok('repair', 'snapshots', '--forget', 'abababab'), /^Removed the damaged snapshot file abab/);
});

test('repair in the order that the documentation gives rescues everything in packs that are only cut off or have something behind them', async t => {
  const { folder, data, ok, repo, resticOk } = await prepare(t);
  const packs = readdirSync(join(folder, 'repo', 'data'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  assert.equal(packs.length, 4);
  const faults = [
    (content: Buffer) => Buffer.concat([content, Buffer.from('more')]),
    (content: Buffer) => content.subarray(0, -1),
    (content: Buffer) => content.fill(7, content.length - 20, content.length - 10),
  ];
  for (const [number, fault] of faults.entries()) {
    const content = fault(readFileSync(packs[number]!));
    rmSync(packs[number]!);
    await writeFile(packs[number]!, content);
  }
  const section = readFileSync(join(import.meta.dirname, '../../../docs/repository.md'), 'utf8')
    .split('## When something is damaged\n')[1]!
    .split('\n## ')[0]!;
  const steps = [...section.matchAll(/^\d\. `resite repo (repair \w+)/gm)].map(([, step]) => step!.split(' '));
  assert.deepEqual(steps, [
    ['repair', 'index'],
    ['repair', 'packs'],
    ['repair', 'snapshots'],
  ]);
  const named = (text: string) => /resite repo repair packs ([0-9a-f ]+)/.exec(text)![1]!.trim().split(' ');

  const damaged = await repo('check', '--read-data');
  assert.equal(named(damaged.stderr).length, 3);
  for (const step of steps) {
    if (step[1] !== 'packs') {
      const said = await ok(...step);
      if (step[1] === 'index') assert.equal(named(said).length, 2);
    } else {
      const { stderr } = await repo('check', '--read-data');
      assert.match(await ok(...step, ...named(stderr)), /Rescued \d+ blobs from 3 damaged packs, 0 lost\n$/);
    }
  }
  await ok('check', '--read-data');
  assert.match(await resticOk('check', '--read-data'), /no errors were found/);
  assert.equal(await ok('dump', 'latest', join(data, 'a.txt')), 'hello again, and more of it\n');
});

test('one snapshot file that cannot be used is named with its cure, and every command goes on without it, as with restic', async t => {
  const { folder, data, repo, ok, restic, first, second } = await prepare(t);
  const odd = 'ab'.repeat(32);
  await writeFile(join(folder, 'repo', 'snapshots', odd), 'no snapshot');
  const advice = /Put this file back from a copy of the repository, or give it up: "?`?resite repo forget abababab/;

  for (const args of [
    ['snapshots'],
    ['backup', 'data'],
    ['ls', 'latest'],
    ['find', 'a.txt'],
    ['stats'],
    ['forget', '--keep-last', '5'],
    ['diff', first, 'latest'],
  ]) {
    const { code, stderr } = await repo(...args);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, new RegExp(`^warning: snapshots/${odd} of .* is damaged: `, 'm'), args.join(' '));
    assert.match(stderr, advice, args.join(' '));
  }
  for (const args of [['snapshots'], ['find', 'a.txt'], ['stats'], ['forget', '--keep-last', '5']])
    assert.equal((await restic(...args)).code, 0, args.join(' '));

  const listing = events(await ok('snapshots', '--json'));
  const { snapshots } = listing.at(-1) as { snapshots: { id: string }[] };
  assert.deepEqual(
    snapshots.slice(0, 2).map(({ id }) => id),
    [first, second],
  );
  assert.equal(snapshots.length, 3);
  assert.equal(listing[0]!.message_type, 'warning');

  for (const command of [['prune'], ['prune', '--dry-run']]) {
    const { code, stderr } = await repo(...command);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`nothing was removed: what a snapshot needs is not known. snapshots/${odd}`));
    assert.match(stderr, advice);
    assert.notEqual((await restic(...command)).code, 0);
  }
  assert.equal((await repo('check')).code, 1);
  const latest = await repo('forget', 'latest');
  assert.equal(latest.code, 1);
  assert.match(latest.stderr, /which snapshot is latest is not known, because abababab cannot be used/);
  assert.equal(readdirSync(join(folder, 'repo', 'snapshots')).length, 4);
  assert.match(await ok('forget', odd.slice(0, 8)), /^Removed the damaged snapshot file abab.*\nForgot 1 snapshot\n$/);
  await ok('prune');
  await ok('check', '--read-data');
  assert.ok((await ok('dump', 'latest', join(data, 'new.TXT'))).length > 0);
});

/** The ID of the content of `new.TXT`. */
async function blobOf(
  data: string,
  snapshot: string,
  resticOk: (...args: string[]) => Promise<string>,
): Promise<string> {
  const id = createHash('sha256')
    .update(readFileSync(join(data, 'new.TXT')))
    .digest('hex');
  assert.match(await resticOk('find', '--blob', id, '--json'), new RegExp(snapshot));
  return id;
}
