import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setExtendedAttribute, textFromBytes } from '@resite/filesystem';
import { openRepository } from '@resite/repository/open';
import { sampleOf } from '../../../scripts/sample.ts';
import { main, resite, run, temporaryFolder } from './support/cli.ts';
import { makeRepository } from './support/repository.ts';

/** Each byte a character. */
const bytes = (text: string) => Buffer.from(text, 'latin1');
/** What a program takes for the byte, and what stands in the place of all such bytes elsewhere. */
const [ff, replacement] = ['\udcff', '\ufffd'];

/** A folder with a repository, and files whose names differ in a byte that is not UTF-8. */
async function prepare(t: TestContext) {
  const folder = await temporaryFolder(t, { password: 'open sesame\n' });
  await makeRepository(join(folder, 'repo'), 'open sesame');
  const put = (path: Buffer, content: string) =>
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), path]), content);
  for (const name of ['data', 'data/d\xff', 'data/d\xfe'])
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), bytes(name)]));
  put(bytes('data/a\xff'), 'ff');
  put(bytes('data/a\xfe'), 'fe');
  put(Buffer.from('data/a\ufffd'), 'replacement');
  put(bytes('data/d\xff/x'), 'in ff');
  put(bytes('data/d\xfe/x'), 'in fe');
  const env = { RESTIC_REPOSITORY: join(folder, 'repo'), RESTIC_PASSWORD_FILE: join(folder, 'password') };
  const type = (...args: string[]) => resite(['repo', ...args], { cwd: folder, env });
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await type(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  /** A line of a shell, in which `$(printf …)` stands for any bytes. */
  const shell = (line: string) =>
    run('sh', ['-c', `resite() { "${process.execPath}" "${main}" "$@"; }\n${line}`], { cwd: folder, env });
  /** What the latest snapshot has below `data`. */
  const saved = async () => (await ok('ls', `latest:${folder}/data`)).match(/(?<= \/).*/gm)!.toSorted();
  return { folder, type, ok, shell, saved };
}

const all = ['a\\xfe', 'a\\xff', 'a\ufffd', 'd\\xfe', 'd\\xfe/x', 'd\\xff', 'd\\xff/x'];

test('bytes of the command line that are not UTF-8 reach their file and no other', async t => {
  const { folder, shell, saved } = await prepare(t);
  const lines = async (line: string) => {
    const { code, stdout, stderr } = await shell(line);
    return [code, stdout, stderr];
  };
  const ff = '$(printf "\\377")';

  await t.test('of a working folder, a path, a pattern and a target', async () => {
    assert.deepEqual(
      await lines(`cd "data/d${ff}" && resite repo backup . -q >/dev/null && resite repo ls latest | grep -c /x`),
      [0, '1\n', ''],
    );
    const where = `latest "${folder}/data/a${ff}"`;
    assert.deepEqual(
      await lines(`resite repo backup data -e "d${ff}" -q >/dev/null && resite repo dump ${where} -t "t${ff}" -q`),
      [0, `Wrote 2 B of ${folder}/data/a\\xff to t\\xff\n`, ''],
    );
    assert.equal(readFileSync(Buffer.concat([Buffer.from(`${folder}/`), bytes('t\xff')]), 'utf8'), 'ff');
    assert.deepEqual(await saved(), ['a\\xfe', 'a\\xff', 'a\ufffd', 'd\\xfe', 'd\\xfe/x']);
  });

  await t.test('of what takes no such name: it is refused', async () => {
    const [code, , stderr] = await lines(`resite repo snapshots -r "r${ff}"`);
    assert.equal(code, 2);
    assert.match(String(stderr), /^resite: --repo is not UTF-8: r\\xff\n.*\n {2}\(USAGE\)\n$/);
    const [alsoCode, , also] = await lines(`RESTIC_REPOSITORY="r${ff}" resite repo init`);
    assert.equal(alsoCode, 2);
    assert.match(String(also), /variable RESTIC_REPOSITORY is not UTF-8: r\\xff\n/);
    assert.ok(!readdirSync(folder).includes(`r${replacement}`));
    const command = await lines(`resite repo backup --stdin-from-command -- echo "a${ff}"`);
    assert.match(String(command[2]), /an argument that is not UTF-8: a\\xff\n.*\n {2}\(USAGE\)\n$/);
  });
});

test('names that are not UTF-8 are told apart', async t => {
  const { folder, type, ok, saved } = await prepare(t);
  await ok('backup', 'data');
  const data = join(folder, 'data');

  for (const [name, content] of [
    [ff, 'ff'],
    ['\udcfe', 'fe'],
    [replacement, 'replacement'],
  ] as const) {
    await t.test(`dump of ${JSON.stringify(name)}`, async () =>
      assert.equal(await ok('dump', 'latest', `${data}/a${name}`), content),
    );
  }

  await t.test('ls, find and a folder of a snapshot', async () => {
    assert.deepEqual(await saved(), all);
    assert.match(await ok('ls', 'latest', `${data}/d${ff}`), /\/d\\xff\n.*\/d\\xff\/x\n$/);
    assert.match(await ok('ls', `latest:${data}/d${ff}`), / \/x\n$/);
    assert.match(await ok('find', `a${ff}`), /^[^\n]*\/a\\xff\n$/);
    assert.match(await ok('find', `a${replacement}`), /^[^\n]*\/a\ufffd\n$/);
    assert.equal((await ok('find', 'a?')).split('\n').length, 4);
  });

  await t.test('what is not there is named to the byte', async () => {
    for (const args of [
      ['ls', 'latest', '/no\udcff'],
      ['dump', 'latest', '/no\udcff'],
      ['ls', 'latest:/no\udcff'],
      ['backup', '/no\udcff'],
    ])
      assert.match((await type(...args)).stderr, /\/no\\xff.*\n(.*\n)* {2}\(FILE_MISSING\)\n$/);
  });

  await t.test('JSON has the bytes beside the text', async () => {
    const nodes = (await ok('ls', 'latest', `${data}/d${ff}`, '--json')).trim().split('\n');
    for (const [index, below] of ['', '/x'].entries()) {
      const { path, path_b64: encoded } = JSON.parse(nodes[index]!);
      assert.equal(path, `${data}/d\ufffd${below}`);
      assert.deepEqual(Buffer.from(encoded, 'base64'), Buffer.concat([Buffer.from(data), bytes(`/d\xff${below}`)]));
    }
    assert.doesNotMatch(await ok('ls', 'latest', `${data}/a${replacement}`, '--json'), /_b64/);
    const { stderr } = await type('dump', 'latest', '/no\udcff', '--json');
    assert.equal(JSON.parse(stderr).message.split(' in ')[0], 'there is no /no\\xff');
  });

  await t.test('restore, of one of them, into one of them', async () => {
    await ok('restore', 'latest', '-t', `out${ff}`, '-i', `d${ff}`, '--verify');
    const there = readdirSync(folder, 'buffer').find(name => name.toString('latin1') === 'out\xff')!;
    const restored = Buffer.concat([Buffer.from(`${folder}/`), there, Buffer.from(data)]);
    assert.deepEqual(readdirSync(restored, 'buffer').map(textFromBytes), [`d${ff}`]);
    assert.ok(!existsSync(join(folder, `out${replacement}`)));
  });
});

test('patterns with such bytes exclude what restic excludes, and nothing else', async t => {
  const { folder, ok, shell, saved } = await prepare(t);
  writeFileSync(join(folder, 'patterns'), bytes('a\xfe\nd\xff/x\n'));
  await t.test('also without regard to case, where restic takes all such bytes for one', async () => {
    await ok('backup', 'data', '--iexclude', `A${ff}`);
    assert.deepEqual(
      await saved(),
      all.filter(name => name !== 'a\\xff'),
    );
  });
  for (const [options, typed, left] of sampleOf(
    [
      [['-e', `a${ff}`], '-e "a$(printf "\\377")"', ['a\\xff']],
      [['-e', `a${replacement}`], '-e "a$(printf "\\357\\277\\275")"', ['a\ufffd']],
      [['-e', 'a?'], '-e "a?"', ['a\\xff', 'a\\xfe', 'a\ufffd']],
      [['--exclude-file', 'patterns'], '--exclude-file patterns', ['a\\xfe', 'd\\xff/x']],
      [
        ['--exclude-if-present', `a${ff}`],
        '--exclude-if-present "a$(printf "\\377")"',
        all.filter(name => name !== 'a\\xff'),
      ],
    ] as const,
    2,
  )) {
    await t.test(typed, async () => {
      const expected = all.filter(name => !left.includes(name as never));
      await ok('backup', 'data', ...options);
      assert.deepEqual(await saved(), expected);
      const { code, stderr } = await shell(`restic -q --no-cache backup "$PWD/data" ${typed}`);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await saved(), expected);
    });
  }
});

test('lists of paths with such bytes name what restic takes them for', async t => {
  const { folder, ok, shell, saved } = await prepare(t);
  const file = (name: string) => Buffer.concat([Buffer.from(`${folder}/data/`), bytes(name)]);
  for (const [option, content, expected] of sampleOf(
    [
      [
        '--files-from',
        Buffer.concat([file('a?\n'), file('d\xff\n')]),
        ['a\\xfe', 'a\\xff', 'a\ufffd', 'd\\xff', 'd\\xff/x'],
      ],
      ['--files-from-verbatim', file('a\xff\n'), ['a\\xff']],
      ['--files-from-raw', file('d\xfe\0'), ['d\\xfe', 'd\\xfe/x']],
    ] as const,
    1,
  )) {
    await t.test(option, async () => {
      writeFileSync(join(folder, 'list'), content);
      await ok('backup', option, 'list');
      assert.deepEqual(await saved(), expected);
      const { code, stderr } = await shell(`restic -q --no-cache backup ${option} list`);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await saved(), expected);
    });
  }
});

test('an extended attribute whose name is not UTF-8 is stored as restic stores it, and named', async t => {
  const { folder, type, shell } = await prepare(t);
  const file = join(folder, 'attributes');
  writeFileSync(file, '');
  setExtendedAttribute(file, `user.a${ff}`, Buffer.from('value'));
  const { code, stderr } = await type('backup', 'attributes', '-q');
  assert.equal(code, 0);
  assert.match(
    stderr,
    /attributes: the name of its extended attribute user\.a\\xff is not UTF-8, and is stored as user\.a\ufffd\n$/,
  );
  const stored = async () => {
    const repository = await openRepository(join(folder, 'repo'), 'open sesame');
    const { tree } = await repository.findSnapshot('latest');
    const node = await repository.find(tree, file);
    await repository.close();
    return node?.extendedAttributes;
  };
  const ours = await stored();
  assert.deepEqual(ours, [{ name: `user.a${replacement}`, value: Buffer.from('value') }]);
  const restic = await shell('restic -q --no-cache backup --force "$PWD/attributes"');
  assert.equal(restic.code, 0, restic.stderr);
  assert.deepEqual(await stored(), ours);
});

test('a working folder that was removed is named as the reason', async t => {
  const { folder, shell } = await prepare(t);
  const gone = `mkdir gone && cd gone && rmdir "${folder}/gone"`;
  for (const command of ['repo backup .', `repo restore latest -t "${folder}/out"`]) {
    const { code, stderr } = await shell(`${gone} && resite ${command}`);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'resite: the working folder has been removed\n  Change to a folder that exists, and type the command again.\n  (FILE_MISSING)\n',
    );
  }
  assert.equal((await shell(`${gone} && resite --version`)).code, 0);
});
