import assert from 'node:assert/strict';
import { chmod, chown, lchown, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { setExtendedAttribute } from '@resite/filesystem';
import { type Outcome, type RunOptions, resite, run, temporaryFolder } from './support/cli.ts';
import { makeRepository } from './support/repository.ts';

// These tests make files that belong to somebody else, which only root can: CI runs as root.
assert.equal(process.getuid?.(), 0, 'run the tests as root');

const nobody = 65534;

const config = `repository: { location: ./backups, passwordCommand: touch "$HOME/ran; echo secret" }
hosts: {}
sites: {}
`;

/** One folder, with resite.yaml in `above` and the current folder `above/below`. */
async function setUp(t: TestContext) {
  const folder = await temporaryFolder(t);
  const above = join(folder, 'above');
  const below = join(above, 'below');
  await mkdir(below, { recursive: true });
  const file = join(above, 'resite.yaml');
  await writeFile(file, config);
  return { folder, above, below, file };
}

type Place = Awaited<ReturnType<typeof setUp>>;

const show = (cwd: string, options: RunOptions = {}, args: string[] = []): Promise<Outcome> =>
  resite(['config', 'show', ...args], { cwd, ...options });

const unsafe: Record<string, { make(place: Place): Promise<unknown>; says: RegExp }> = {
  'a file of somebody else': {
    make: ({ file }) => chown(file, nobody, nobody),
    says: /resite\.yaml is not safe to use: it belongs to user 65534\n.*chown 0 \S+above\/resite\.yaml\n/,
  },
  'a file that everybody may write': {
    make: ({ file }) => chmod(file, 0o666),
    says: /may be written by everybody\n.*chmod go-w /,
  },
  'a file that a group may write': {
    make: async ({ file }) => {
      await chown(file, 0, 100);
      await chmod(file, 0o664);
    },
    says: /may be written by the group 100\n.*chmod go-w /,
  },
  'a file in a folder of somebody else': {
    make: ({ above }) => chown(above, nobody, nobody),
    says: /not safe to use: the folder \S+above belongs to user 65534\n.*chown 0 \S+above\n/,
  },
  'a file in a folder that everybody may write': {
    make: ({ above }) => chmod(above, 0o777),
    says: /the folder \S+above may be written by everybody/,
  },
  'a file far below a folder of somebody else': {
    make: ({ folder }) => chown(folder, nobody, nobody),
    says: /the folder \S+ belongs to user 65534/,
  },
  'a file of somebody else in a folder as /tmp is': {
    make: async ({ above, file }) => {
      await chmod(above, 0o1777);
      await chown(file, nobody, nobody);
    },
    says: /resite\.yaml is not safe to use: it belongs to user 65534/,
  },
  'a link of somebody else': {
    make: async ({ above, file, folder }) => {
      await chmod(above, 0o1777);
      await writeFile(join(folder, 'good.yaml'), config);
      await rm(file);
      await symlink(join(folder, 'good.yaml'), file);
      await lchown(file, nobody, nobody);
    },
    says: /the link|belongs to user 65534\n.*chown -h 0 /,
  },
  'a link to a file of somebody else': {
    make: async ({ file, folder }) => {
      await rm(file);
      await writeFile(join(folder, 'bad.yaml'), config);
      await chown(join(folder, 'bad.yaml'), nobody, nobody);
      await symlink('../bad.yaml', file);
    },
    says: /: the file \S+bad\.yaml belongs to user 65534/,
  },
  'a link into a folder of somebody else': {
    make: async ({ file, folder }) => {
      await rm(file);
      await mkdir(join(folder, 'theirs'));
      await writeFile(join(folder, 'theirs', 'bad.yaml'), config);
      await chown(join(folder, 'theirs'), nobody, nobody);
      await symlink('../theirs/bad.yaml', file);
    },
    says: /: the folder \S+theirs belongs to user 65534/,
  },
};

for (const [what, { make, says }] of Object.entries(unsafe)) {
  test(`${what} is refused: found, and named`, async t => {
    const place = await setUp(t);
    await make(place);
    for (const args of [[], ['--config', place.file]]) {
      const { code, stderr, stdout } = await show(place.below, {}, args);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, stderr);
      assert.match(stderr, /\(CONFIG_UNSAFE\)/);
      assert.match(stderr, says);
    }
    const trusted = await show(place.below, { env: { RESITE_TRUST_FILES: `/other:${place.file}` } });
    assert.match(trusted.stderr, /^$|the folder of the journals/, 'the override is for the file that it names');
  });
}

test('the search does not pass over an unsafe file to a safe one above', async t => {
  const { folder, below } = await setUp(t);
  await writeFile(join(below, 'resite.yaml'), config);
  await chown(join(below, 'resite.yaml'), nobody, nobody);
  const { code, stderr } = await show(below);
  assert.equal(code, 2);
  assert.match(stderr, /below\/resite\.yaml is not safe to use/, folder);
});

test('an unsafe folder without a configuration is nobody’s concern', async t => {
  const { below } = await setUp(t);
  await chown(below, nobody, nobody);
  assert.equal((await show(below)).code, 0);
});

test('what is one’s own, of one’s own group, or of root is taken', async t => {
  const { above, below, file, folder } = await setUp(t);
  await chmod(file, 0o664);
  await chmod(above, 0o2775);
  assert.equal((await show(below)).code, 0, 'the group of root is its own');
  await chmod(folder, 0o755);
  await chmod(file, 0o644);
  await chmod(above, 0o755);
  assert.equal((await asNobody(below, ['config', 'show'])).code, 0, 'root may change everything anyway');
  for (const path of [above, file]) await chown(path, nobody, nobody);
  await chmod(file, 0o664);
  await chmod(above, 0o775);
  const own = await asNobody(below, ['config', 'show']);
  assert.equal(own.code, 0, own.stderr);
});

test('root does not trust the one who typed sudo', async t => {
  const { below, file } = await setUp(t);
  await chown(file, 1000, 1000);
  const { code, stderr } = await show(below, { env: { SUDO_UID: '1000', SUDO_GID: '1000' } });
  assert.equal(code, 2);
  assert.match(stderr, /belongs to user 1000/);
});

test('a password file is judged where it is read, from whichever place its name comes', async t => {
  const folder = await temporaryFolder(t, { own: 'secret\n', theirs: 'secret\n', 'it’s; theirs': 'secret\n' });
  const at = (name: string) => join(folder, name);
  await makeRepository(at('r'), 'secret');
  for (const name of ['theirs', 'it’s; theirs']) await chown(at(name), nobody, nobody);
  const named = await resite(['repo', 'snapshots', '-r', at('r'), '--password-file', at('theirs')]);
  assert.match(named.stderr, /the password file \S+theirs is not safe to use: it belongs to user 65534/);
  const inEnvironment = await resite(['repo', 'snapshots', '-r', at('r')], {
    env: { RESTIC_PASSWORD_FILE: at('theirs') },
  });
  assert.match(inEnvironment.stderr, /\(CONFIG_UNSAFE\)/);
  const second = await resite([
    'repo',
    'copy',
    '-r',
    at('r'),
    '--password-file',
    at('own'),
    '--from-repo',
    at('r'),
    '--from-password-file',
    at('it’s; theirs'),
  ]);
  assert.match(second.stderr, /chown 0 '\S+it’s; theirs'\n/);
  const key = await resite([
    'repo',
    'key',
    'add',
    '-r',
    at('r'),
    '--password-file',
    at('own'),
    '--new-password-file',
    at('theirs'),
  ]);
  assert.match(key.stderr, /\(CONFIG_UNSAFE\)/);
});

test('a password from a pipe of the shell is taken', async t => {
  const folder = await temporaryFolder(t);
  await makeRepository(join(folder, 'r'), 'secret');
  const outcome = await run('/bin/sh', [
    '-c',
    `echo secret | ${process.execPath} ${join(import.meta.dirname, '..', 'src', 'main.ts')} repo snapshots -r ${join(folder, 'r')} --password-file /dev/stdin`,
  ]);
  assert.equal(outcome.code, 0, outcome.stderr);
});

test('a folder of journals that somebody else may change is refused: journals hold commands', async t => {
  const { below, above } = await setUp(t);
  await mkdir(join(above, '.resite'));
  await writeFile(join(above, '.resite', 'journal.db'), '');
  await chmod(join(above, '.resite', 'journal.db'), 0o666);
  assert.match(
    (await show(below)).stderr,
    /the journal \S+journal\.db is not safe to use: it may be written by everybody/,
  );
  await chown(join(above, '.resite'), nobody, nobody);
  assert.match(
    (await show(below)).stderr,
    /the folder of the journals \S+\.resite is not safe to use: it belongs to user/,
  );
});

test('init writes nothing where the next command would refuse it', async t => {
  const folder = await temporaryFolder(t);
  await chmod(folder, 0o777);
  const { code, stderr } = await resite(['init', '--host', 'B=image:/nowhere'], { cwd: folder });
  assert.equal(code, 2);
  assert.match(stderr, /the place for the configuration .*: the folder \S+ may be written by everybody\n.*chmod go-w/);
});

for (const name of ['resite.yml', 'Resite.YML', '.resite.yaml']) {
  test(`${name} is an error and not silence, alone and beside resite.yaml`, async t => {
    const { below, above } = await setUp(t);
    await writeFile(join(above, name), config);
    assert.match(
      (await show(below)).stderr,
      /is not read: the configuration is named resite\.yaml\n.*move one of the two/,
    );
    await writeFile(join(below, name), config);
    const { code, stderr } = await show(below);
    assert.equal(code, 2);
    assert.match(stderr, /is not read: the configuration is named resite\.yaml\n.*Rename it to resite\.yaml/);
  });
}

/** With the file readable for it; Node and the sources are. */
function asNobody(cwd: string, args: string[]): Promise<Outcome> {
  return run(
    'setpriv',
    [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      process.execPath,
      join(import.meta.dirname, '..', 'src', 'main.ts'),
      ...args,
    ],
    { cwd, env: { XDG_CACHE_HOME: join(cwd, 'none') } },
  );
}

test('a list of access rights that lets somebody else write is seen behind the rights of our own group', async t => {
  const place = await setUp(t);
  const entry = (tag: number, rights: number, id = -1) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(rights, 2);
    bytes.writeInt32LE(id, 4);
    return bytes;
  };
  const list = [entry(1, 6), entry(2, 6, nobody), entry(4, 0), entry(16, 6), entry(32, 0)];
  await chmod(place.above, 0o755);
  try {
    setExtendedAttribute(place.file, 'system.posix_acl_access', Buffer.concat([Buffer.from([2, 0, 0, 0]), ...list]));
  } catch (error) {
    if (isResiteError(error, 'XATTR_UNSUPPORTED')) return; // then nobody can make such a list here
    throw error;
  }
  const { code, stderr } = await show(place.below);
  assert.equal(code, 2, stderr);
  assert.match(
    stderr,
    /resite\.yaml is not safe to use: it has an access control list that lets others write\n.*setfacl -b /,
  );
});
