import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError } from '@resite/errors';
import { startCuttingProxy } from '../../../scripts/servers/cutting-proxy.ts';
import { type RestServer, startRestServer } from '../../../scripts/servers/rest-server.ts';
import { type BackendOptions, initRepository, openBackend } from '../src/index.ts';
import { acquireLock } from '../src/locks/lock.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { testBackend } from './backend-conformance.ts';
import { testCuts } from './backend-cuts.ts';
import { testInterop } from './backend-interop.ts';
import { folderForFile, kdf, password } from './helpers.ts';

const folder = folderForFile();
let server: RestServer;
before(async () => {
  server = await startRestServer(join(folder, 'served'));
});
after(() => server.stop());

let places = 0;
const newPath = () => {
  places += 1;
  return `${places}/`;
};
const newLocation = () => `${server.location}${newPath()}`;

testBackend('REST', async () => openBackend(newLocation()), { atomicOverwrite: false });

testCuts('REST', {
  whole: true,
  port: () => server.port,
  newPlace: () => {
    const path = newPath();
    return { open: (port, options) => openBackend(`rest:http://127.0.0.1:${port}/${path}`, options) };
  },
});

testInterop('REST', () => ({ location: newLocation() }));

test('REST: certificates are verified, against an authority of our own if it is named', async t => {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-subj', '/CN=ca', '-days', '2', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  const request = ['-subj', '/CN=server', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key')];
  openssl('req', '-x509', ...newKey, ...request, ...signed, '-keyout', at('tls.key'), '-out', at('tls.pem'));
  const secure = await startRestServer(join(folder, 'secure'), { tls: { cert: at('tls.pem'), key: at('tls.key') } });
  t.after(() => secure.stop());
  const open = async (location: string, options: BackendOptions) => {
    const backend = await openBackend(location, { environment: {}, ...options });
    t.after(() => backend.close());
    return backend.list('config');
  };
  const own = { server: { caFile: at('ca.pem') } };
  assert.deepEqual(await open(secure.location, own), []);
  assert.deepEqual(await open(secure.location, { environment: { RESTIC_CACERT: at('ca.pem') } }), []);
  const untrusted = { code: 'CERTIFICATE_UNTRUSTED' };
  await assert.rejects(open(secure.location, {}), untrusted);
  await assert.rejects(open(secure.location.replace('127.0.0.1', 'localhost'), own), untrusted);
  await assert.rejects(async () => open(secure.location, { server: { caFile: at('nothing') } }), {
    code: 'FILE_ACCESS',
  });
  await assert.rejects(open(server.location.replace('http:', 'https:'), {}), { code: 'REPOSITORY_PROTOCOL' });
  await assert.rejects(open(secure.location.replace('https:', 'http:'), {}), { code: 'REPOSITORY_PROTOCOL' });
});

test('REST: an append-only server keeps what is there, and lets locks go', async t => {
  const place = join(folder, 'served', 'kept');
  const keeping = await startRestServer(place, { appendOnly: true });
  t.after(() => keeping.stop());
  const backend = await openBackend(keeping.location);
  t.after(() => backend.close());
  await backend.create();
  const name = 'ab'.repeat(32);
  for (const type of ['keys', 'snapshots', 'index', 'data'] as const) {
    await backend.save(type, name, [Buffer.from('first')]);
    await assert.rejects(backend.remove(type, name), { code: 'REPOSITORY_APPEND_ONLY' });
    await assert.rejects(backend.save(type, name, [Buffer.from('second')]), { code: 'REPOSITORY_FORBIDDEN' });
    assert.equal((await backend.load(type, name)).toString(), 'first');
  }
  await backend.save('locks', name, [Buffer.from('lock')]);
  await backend.remove('locks', name);
  assert.deepEqual(await backend.list('locks'), []);
});

test('REST: a lock is refreshed and released over connections that are cut', async t => {
  const proxy = await startCuttingProxy(server.port);
  t.after(() => proxy.stop());
  const location = `rest:http://127.0.0.1:${proxy.port}/${newPath()}`;
  const repository = await initRepository(location, password, { kdf, retry: { firstWait: 10 } });
  t.after(() => repository.close());
  const { store } = repository[internals];
  const lock = await acquireLock(store, { exclusive: true, timing: { settling: 1, refreshEvery: 20 } });
  const first = lock.name;
  proxy.cutAfter(0, 'up', 2);
  while (lock.name === first) await sleep(10);
  lock.assertHeld();
  await lock.release();
  assert.deepEqual(await store.backend.list('locks'), []);
  assert.equal(proxy.cuts, 2);
});

test('REST: a server that asks for it gets the certificate of this computer', async t => {
  const at = (name: string) => join(folder, `client-${name}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl('req', '-x509', ...newKey, '-subj', '/CN=ca', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  for (const name of ['server', 'ours']) {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-subj',
      `/CN=${name}`,
      ...signed,
      '-keyout',
      at(name),
      '-out',
      at(`${name}.pem`),
    );
  }
  openssl('req', '-x509', ...newKey, '-subj', '/CN=ours', '-keyout', at('other'), '-out', at('other.pem'));
  for (const name of ['ours', 'other']) {
    writeFileSync(at(`${name}-both.pem`), readFileSync(at(name), 'utf8') + readFileSync(at(`${name}.pem`), 'utf8'));
  }
  const secure = createServer(
    {
      cert: readFileSync(at('server.pem')),
      key: readFileSync(at('server')),
      ca: readFileSync(at('ca.pem')),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const { url = '/', method, headers } = request;
      const asked = httpRequest(new URL(url, server.location.slice('rest:'.length)), { method, headers }, answer => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      request.pipe(asked);
    },
  ).listen(0, '127.0.0.1');
  await once(secure, 'listening');
  t.after(() => secure.close());
  const location = `rest:https://127.0.0.1:${(secure.address() as AddressInfo).port}/${newPath()}`;
  const open = async (clientCertificateFile: string | undefined, environment = {}) => {
    const backend = await openBackend(location, {
      environment: { RESTIC_CACERT: at('ca.pem'), ...environment },
      server: { clientCertificateFile },
      retry: { retries: 0 },
    });
    t.after(() => backend.close());
    return backend.list('config');
  };
  assert.deepEqual(await open(at('ours-both.pem')), []);
  assert.deepEqual(await open(undefined, { RESTIC_TLS_CLIENT_CERT: at('ours-both.pem') }), []);
  await assert.rejects(open(undefined), { code: 'REPOSITORY_FORBIDDEN', remedy: { kind: 'name-client-certificate' } });
  // This server hangs up on a certificate that it does not trust; others say so.
  await assert.rejects(open(at('other-both.pem')), (error: unknown) =>
    isResiteError(error, 'REPOSITORY_FORBIDDEN', 'REPOSITORY_UNREACHABLE'),
  );
  for (const unusable of [at('nothing'), at('ours.pem'), at('ours')]) {
    await assert.rejects(async () => open(unusable), { code: 'FILE_ACCESS', message: new RegExp(unusable) });
  }
});
