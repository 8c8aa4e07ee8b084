import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isLong } from '../../../scripts/sample.ts';
import { type RestServer, startRestServer } from '../../../scripts/servers/rest-server.ts';
import { type SftpServer, startSftpServer } from '../../../scripts/servers/sftp-server.ts';
import { type Outcome, resite } from './support/cli.ts';
import { makeRepository } from './support/repository.ts';

/** Two doors to the same files: one for everything, one that needs a password and only lets add. */
let folder: string;
let full: RestServer;
let appendOnly: RestServer;
let sftp: SftpServer;
const serverPassword = 'a password of the server';
const env = { RESTIC_PASSWORD_FILE: '', RESTIC_REST_USERNAME: 'ann', RESTIC_REST_PASSWORD: serverPassword };

before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'resite-servers-')));
  for (const name of ['data', 'served']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'data', 'letter.txt'), 'one');
  writeFileSync(join(folder, 'password'), 'open sesame\n');
  writeFileSync(join(folder, 'server.password'), `${serverPassword}\n`, { mode: 0o600 });
  env.RESTIC_PASSWORD_FILE = join(folder, 'password');
  const served = join(folder, 'served');
  full = await startRestServer(served);
  appendOnly = await startRestServer(served, { appendOnly: true, user: 'ann', password: serverPassword });
  sftp = await startSftpServer(join(folder, 'ssh'));
  await makeRepository(served, 'open sesame');
});
after(async () => {
  await Promise.all([full.stop(), appendOnly.stop(), sftp.stop()]);
  await rm(folder, { recursive: true });
});

function type(location: string, ...args: string[]): Promise<Outcome> {
  return resite(['repo', ...args, '-r', location], { cwd: folder, env });
}

async function succeed(location: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await type(location, ...args);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** Every file that the servers keep, but locks. */
const kept = () =>
  (readdirSync(join(folder, 'served'), { recursive: true, withFileTypes: true }) as import('node:fs').Dirent[])
    .filter(entry => entry.isFile() && !entry.parentPath.endsWith('locks'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();

test('a client that can only add saves, looks and restores, and can take nothing away', async () => {
  await succeed(appendOnly.location, 'backup', 'data');
  writeFileSync(join(folder, 'data', 'letter.txt'), 'two');
  await succeed(appendOnly.location, 'backup', 'data');
  assert.match(await succeed(appendOnly.location, 'check', '--read-data'), /no errors/);
  await succeed(appendOnly.location, 'restore', 'latest', '--target', 'restored');
  assert.equal(readFileSync(join(folder, 'restored', folder, 'data', 'letter.txt'), 'utf8'), 'two');

  const before = kept();
  for (const args of [
    ['forget', '--keep-last', '1'],
    ['prune'],
    ['tag', 'latest', '--add', 'x'],
    ['repair', 'index'],
  ]) {
    const { code, stderr } = await type(appendOnly.location, ...args);
    assert.equal(code, 1, args[0]);
    assert.match(stderr, /does not allow files to be removed\n {2}.*\n {2}\(REPOSITORY_APPEND_ONLY\)\n$/, args[0]);
    assert.deepEqual(kept(), before, args[0]);
  }
  assert.deepEqual(readdirSync(join(folder, 'served', 'locks')), []);

  await succeed(full.location, 'forget', '--keep-last', '1', '--prune');
  assert.match(await succeed(full.location, 'check', '--read-data'), /^Checked 1 snapshot.*no errors/);
});

test('the password of a server comes from its file, and is in no output', async () => {
  const server = 'server: { user: ann, passwordFile: server.password }';
  writeFileSync(
    join(folder, 'resite.yaml'),
    `repository: { location: "${appendOnly.location}", passwordFile: password, ${server} }\nhosts: {}\nsites: {}\n`,
  );
  const { code, stdout, stderr } = await resite(['repo', 'snapshots', '--json'], { cwd: folder });
  assert.equal(code, 0, stderr);
  assert.ok(!`${stdout}${stderr}`.includes(serverPassword));
  await rm(join(folder, 'resite.yaml'));
  const refused = await resite(['repo', 'snapshots', '-r', appendOnly.location], {
    cwd: folder,
    env: { ...env, RESTIC_REST_PASSWORD: 'wrong sesame' },
  });
  assert.match(refused.stderr, /answers 401 to HEAD config\n {2}.*\n {2}\(REPOSITORY_LOGIN\)\n$/);
  assert.ok(!refused.stderr.includes('wrong sesame'));
});

test('snapshots go from a server of one kind to one of another', async () => {
  const { keyFile, knownHostsFile } = sftp;
  const location = sftp.location(join(folder, 'over-sftp'));
  writeFileSync(
    join(folder, 'sftp.yaml'),
    `repository: { location: "${location}", passwordFile: password, server: { keyFile: ${keyFile}, knownHostsFile: ${knownHostsFile} } }\nhosts: {}\nsites: {}\n`,
  );
  const typeHere = (...args: string[]) => resite(['repo', ...args, '--config', 'sftp.yaml'], { cwd: folder });
  await succeed(full.location, 'backup', 'data');
  const from = ['--from-repo', full.location, '--from-password-file', 'password'];
  // What `init` makes has a password that costs what it has to, each time.
  const like = { location: join(folder, 'served'), password: 'open sesame' };
  if (!isLong) await makeRepository(join(folder, 'over-sftp'), 'open sesame', like);
  for (const command of isLong ? ['init', 'copy latest'] : ['copy latest']) {
    const { code, stderr } = await typeHere(...command.split(' '), ...from);
    assert.equal(code, 0, stderr); // which shows how far it is when the server is slow
  }
  assert.match((await typeHere('check', '--read-data')).stdout, /^Checked 1 snapshot.*no errors/);
  assert.match((await typeHere('dump', 'latest', join(folder, 'data', 'letter.txt'))).stdout, /^two$/);
});

test('an SSH server whose key is not known is refused with its fingerprint', async () => {
  const { code, stderr } = await type(sftp.location(join(folder, 'nothing')), 'snapshots');
  assert.equal(code, 1);
  assert.match(
    stderr,
    /: the key of \[127\.0\.0\.1\]:\d+ is not in \/nowhere\/\.ssh\/known_hosts: ssh-ed25519 SHA256:[\w+/]{43}\n {2}Compare .*ssh-keyscan -p \d+ 127\.0\.0\.1 >> .*\n {2}\(HOST_KEY_UNKNOWN\)\n$/,
  );
});
