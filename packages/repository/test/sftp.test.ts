import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sampled } from '../../../scripts/sample.ts';
import { startChild, untilReady } from '../../../scripts/servers/child.ts';
import { type SftpServer, startSftpServer } from '../../../scripts/servers/sftp-server.ts';
import { type BackendOptions, initRepository, openBackend, prune } from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { testBackend } from './backend-conformance.ts';
import { testCuts } from './backend-cuts.ts';
import { testInterop } from './backend-interop.ts';
import { folderForFile, kdf, password } from './helpers.ts';

const folder = folderForFile();
let server: SftpServer;
before(async () => {
  server = await startSftpServer(join(folder, 'ssh'));
});
after(() => server.stop());

let places = 0;
const newFolder = () => {
  places += 1;
  return join(folder, 'repositories', String(places));
};
const newLocation = () => server.location(newFolder());
const settings = () => ({
  server: { keyFile: server.keyFile, knownHostsFile: server.knownHostsFile },
  environment: {},
});

testBackend('SFTP', async () => openBackend(newLocation(), settings()), { manyFiles: sampled(40, 120) });

testCuts('SFTP', {
  port: () => server.port,
  newPlace: () => {
    const path = newFolder();
    return {
      open: (port, options) => {
        const knownHostsFile = join(folder, `known-${port}`);
        writeFileSync(
          knownHostsFile,
          readFileSync(server.knownHostsFile, 'utf8').replace(`:${server.port} `, `:${port} `),
        );
        const { keyFile } = server;
        const location = `sftp://${server.user}@127.0.0.1:${port}/${path}`;
        return openBackend(location, { ...options, server: { keyFile, knownHostsFile }, environment: {} });
      },
    };
  },
});

testInterop('SFTP', () => {
  const path = newFolder();
  const { keyFile, knownHostsFile, user, port } = server;
  const ssh = `ssh -F none -i ${keyFile} -o UserKnownHostsFile=${knownHostsFile} -p ${port} ${user}@127.0.0.1 -s sftp`;
  return {
    location: server.location(path),
    options: settings(),
    resticLocation: `sftp:${user}@127.0.0.1:${path}`,
    resticArgs: ['-o', `sftp.command=${ssh}`],
  };
});

test('SFTP: an unknown or changed host key, and a user whose keys are not known, are refused', async t => {
  const open = async (options: BackendOptions) => {
    const backend = await openBackend(newLocation(), { environment: {}, ...options });
    t.after(() => backend.close());
    return backend.list('config');
  };
  const { keyFile } = server;
  const wrong = join(folder, 'wrong_known_hosts');
  writeFileSync(wrong, `[127.0.0.1]:${server.port} ${readFileSync(`${keyFile}.pub`, 'utf8')}`);
  await assert.rejects(open({ server: { keyFile, knownHostsFile: wrong } }), {
    code: 'HOST_KEY_CHANGED',
    hint: /ssh-keygen -R/,
  });
  await assert.rejects(open({ server: { keyFile, knownHostsFile: join(folder, 'nothing') } }), {
    code: 'HOST_KEY_UNKNOWN',
    message: /SHA256:/,
  });
  const { knownHostsFile } = server;
  const notLetIn = join(folder, 'ssh', 'host_key'); // a key, but none of the user's
  await assert.rejects(open({ server: { keyFile: notLetIn, knownHostsFile } }), { code: 'REPOSITORY_LOGIN' });
  await assert.rejects(open({ server: { keyFile: wrong, knownHostsFile } }), { code: 'REPOSITORY_LOGIN' });
});

test('SFTP: keys of the agent are used', async t => {
  const socket = join(folder, 'agent');
  const agent = startChild('ssh-agent', ['-D', '-a', socket]);
  t.after(() => agent.stop());
  await untilReady(agent, () => existsSync(socket) || undefined);
  execFileSync('ssh-add', ['-q', server.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
  const { knownHostsFile } = server;
  const backend = await openBackend(newLocation(), {
    server: { knownHostsFile },
    environment: { SSH_AUTH_SOCK: socket },
  });
  t.after(() => backend.close());
  assert.deepEqual(await backend.list('config'), []);
});

test('SFTP: what a save that was killed has left is not listed, and a prune removes it', async t => {
  const path = newFolder();
  const repository = await initRepository(server.location(path), password, { ...settings(), kdf });
  t.after(() => repository.close());
  const left = ['keys', 'data/ab'].map(folder => join(path, folder, `${'ab'.repeat(32)}-tmp-0123456789`));
  for (const file of left) writeFileSync(file, 'half a');
  assert.deepEqual(await repository[internals].store.backend.list('data'), []);
  await prune(repository);
  assert.deepEqual(left.filter(existsSync), []);
  assert.deepEqual((await repository.check()).problems, []);
});
