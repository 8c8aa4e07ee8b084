import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openRepository } from '@resite/repository/open';
import { backupPlace } from './support/backup-place.ts';
import { main, resite, run } from './support/cli.ts';
import { withRepo } from './support/repository.ts';

const files = [
  'a.txt',
  'b.txt',
  '#c',
  ' sp ace ',
  'st*r',
  '[x]',
  'ü.txt',
  'new\nline',
  'sub/a.txt',
  '.hid/a.txt',
  'sub/deep/c',
];

/** A folder of awkward names, and what is saved of them when a list says so. */
async function awkwardPlace(t: TestContext) {
  const { folder, snapshots } = await backupPlace(t);
  const data = join(folder, 'data', 'awkward');
  for (const file of files) {
    await mkdir(dirname(join(data, file)), { recursive: true });
    await writeFile(join(data, file), '');
  }
  const repository = ['-r', join(folder, 'repo'), '--password-file', join(folder, 'password')];
  const saved = async (root: string) => {
    const opened = await openRepository(join(folder, 'repo'), 'open sesame');
    try {
      const found: string[] = [];
      const { tree } = await opened.findSnapshot('latest');
      for await (const { path, node } of opened.walk(tree)) if (node.type === 'file') found.push(relative(root, path));
      return found.sort();
    } finally {
      await opened.close();
    }
  };
  return {
    data,
    repository,
    snapshots,
    async write(content: string | Buffer) {
      await writeFile(join(folder, 'list'), content);
    },
    async ours(...args: string[]) {
      const { code, stderr } = await resite(['repo', 'backup', ...args, ...repository], { cwd: data });
      return { code, stderr, files: code === 1 || code === 2 ? [] : await saved(data) };
    },
    async theirs(...args: string[]) {
      const { code } = await run('restic', ['backup', '-q', '--no-cache', ...args, ...repository], { cwd: data });
      return { code, files: code === 1 ? [] : await saved('/') };
    },
  };
}

const lists: Readonly<Record<string, readonly [option: string, content: string | Buffer][]>> = {
  'patterns and comments': [
    ['--files-from', '# comment\n  *.txt  \r\n\n*/a.txt\n'],
    ['--files-from', '**\n'],
    ['--files-from', 'st\\*r\n\\[x\\]\n[ab].txt\n'],
    ['--files-from', './s?b/a*\nsub/deep\n'],
    ['--files-from', 'no-such-*\nb.txt\n'],
    ['--files-from', Buffer.from('\ufeffü*\n', 'utf16le')],
  ],
  'lines as they are': [
    ['--files-from-verbatim', '#c\n sp ace \n\nst*r\r\n[x]'],
    ['--files-from-verbatim', Buffer.from('\ufeffa.txt\n')],
  ],
  'names that end with a zero byte': [['--files-from-raw', 'a.txt\0new\nline\0 sp ace \0']],
};

for (const [what, all] of Object.entries(lists)) {
  test(`a list of ${what} means what it means to restic`, async t => {
    const { write, ours, theirs } = await awkwardPlace(t);
    for (const [option, content] of all) {
      await write(content);
      const wanted = await theirs(option, '../../list');
      assert.equal(wanted.code, 0, String(content));
      const { code, files: saved } = await ours(option, '../../list');
      assert.deepEqual({ code, files: saved }, wanted, String(content));
      assert.notEqual(saved.length, 0, String(content));
    }
  });
}

for (const [what, option, content, code, problem] of [
  ['a malformed pattern', '--files-from', 'a[\n', 1, /a\[ in .*list is no pattern.*PATH_INVALID/s],
  ['nothing', '--files-from', '# nothing\n', 1, /there is no path in .*list.*INPUT_EMPTY/s],
  ['nothing that is there', '--files-from', 'no-such-*\n', 1, /warning: no-such-\*: nothing matches it.*INPUT_EMPTY/s],
  ['a name that is cut off', '--files-from-raw', 'a.txt\0b.tx', 1, /does not end with a zero byte.*PATH_INVALID/s],
  ['an empty name', '--files-from-raw', 'a.txt\0\0', 1, /there is an empty path in .*PATH_INVALID/s],
  ['no name', '--files-from-raw', '', 1, /INPUT_EMPTY/],
] as const) {
  test(`a list with ${what} is refused, as by restic`, async t => {
    const { write, ours, theirs, snapshots } = await awkwardPlace(t);
    await write(content);
    assert.equal((await theirs(option, '../../list')).code, code);
    const outcome = await ours(option, '../../list');
    assert.equal(outcome.code, code);
    assert.match(outcome.stderr, problem);
    assert.deepEqual(await snapshots(), []);
  });
}

test('lists of every kind, standard input and paths go together', async t => {
  const { data, repository, write, snapshots } = await awkwardPlace(t);
  await write('s*/a.txt\n');
  const line = `printf 'st*r\\0' | "${process.execPath}" "${main}" repo backup b.txt --files-from ../../list --files-from-raw -`;
  const { code, stderr } = await run('sh', ['-c', `${line} "$@"`, '-', ...repository], { cwd: data });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const [snapshot] = await snapshots();
  assert.deepEqual(
    snapshot?.paths.map(path => relative(data, path)),
    ['b.txt', 'sub/a.txt', 'st*r'],
  );
});

test('what cannot be meant of lists is refused', async t => {
  const { folder, snapshots } = await backupPlace(t);
  for (const args of [
    ['--files-from', '-', '--files-from-raw', '-'],
    ['--files-from', 'list', '--stdin'],
    ['--files-from-raw', 'list', '--stdin-from-command', 'true'],
    ['--files-from', ''],
  ]) {
    const { code, stderr } = await resite(['repo', 'backup', ...withRepo, ...args], { cwd: folder });
    assert.deepEqual([code, stderr.includes('USAGE')], [2, true], stderr);
  }
  assert.deepEqual(await snapshots(), []);
});

test('a list that cannot be read is named', async t => {
  const { folder } = await backupPlace(t);
  const { code, stderr } = await resite(['repo', 'backup', ...withRepo, '--files-from', 'no-such'], { cwd: folder });
  assert.equal(code, 1);
  assert.match(stderr, /cannot read the paths in no-such: ENOENT.*FILE_ACCESS/s);
});

test('a file of patterns may be UTF-16, as with restic', async t => {
  const { write, ours, theirs } = await awkwardPlace(t);
  await write(Buffer.from('\ufeff# comment\r\nü*\r\n [ab].txt \r\n', 'utf16le').swap16());
  const outcome = await ours('.', '--exclude-file', '../../list');
  assert.deepEqual(outcome.files, (await theirs('.', '--exclude-file', '../../list')).files);
  assert.deepEqual([outcome.code, outcome.files.length], [0, files.length - 5]);
});
