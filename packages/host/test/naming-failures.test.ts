import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isResiteError, ResiteError } from '@resite/errors';
import { folderFence, type Host, labHost } from '@resite/host';
import { serveLab } from '../src/lab/serve-lab.ts';
import { namingFailures } from '../src/naming-failures.ts';

const failure = (code: string) =>
  Object.assign(new Error(`${code}: refused, write`), { errno: -1, code, syscall: 'write' });

/** A host all of whose operations fail as its disk does. */
function failing(error: Error): Host {
  const fail = async () => {
    throw error;
  };
  const all = (...names: string[]) => Object.fromEntries(names.map(name => [name, fail]));
  return {
    name: 'BRANCH1',
    driver: 'lab',
    live: true,
    files: {
      ...all('list', 'write', 'freeBytes'),
      // biome-ignore lint/correctness/useYield: it fails before
      async *stream() {
        throw error;
      },
    },
    registry: all('replace', 'setValue'),
    services: all('install', 'list'),
    shares: all('create'),
    claim: fail,
  } as unknown as Host;
}

for (const [code, wanted] of [
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EIO', 'FILE_ACCESS'],
  ['EROFS', 'FILE_ACCESS'],
  ['EACCES', 'FILE_ACCESS'],
  ['EMFILE', 'FILE_ACCESS'],
  ['ENOENT', 'FILE_MISSING'],
] as const)
  test(`${code} of any operation of a host is ${wanted}, and names the host`, async () => {
    const host = namingFailures(failing(failure(code)));
    const operations: [string, () => Promise<unknown>][] = [
      ['files.list on BRANCH1 (C:\\SMS)', () => host.files.list('C:\\SMS')],
      ['files.stream', () => host.files.stream('C:\\SMS.INI')[Symbol.asyncIterator]().next()],
      ['registry.replace', () => host.registry.replace('HKLM\\X', {} as never)],
      ['services.install', () => host.services.install({ name: 'X' } as never, undefined)],
      ['shares.create', () => host.shares.create({} as never)],
      ['claim', () => host.claim()],
    ];
    for (const [words, operation] of operations) {
      await assert.rejects(operation, error => {
        assert.ok(isResiteError(error, wanted), String(error));
        assert.ok(error.message.includes(`do ${words}`) && error.message.includes('BRANCH1'), error.message);
        return true;
      });
    }
  });

test('errors in our words, and faults of the program, stay as they are', async () => {
  for (const error of [new ResiteError('HOST_DOWN', 'down'), new TypeError('fault')])
    await assert.rejects(namingFailures(failing(error)).files.list('C:\\'), error);
});

test('a machine of the lab whose disk is full says so, and is no fault of the program', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'resite-full-'));
  t.after(() => rm(folder, { recursive: true }));
  const faults: string[] = [];
  const server = await serveLab(
    join(folder, 's'),
    { 'services.list': async () => Promise.reject(failure('ENOSPC')) } as never,
    { fence: folderFence(folder), name: 'BRANCH1', onFault: (_error, operation) => faults.push(operation) },
  );
  t.after(() => server.close());
  await writeFile(join(folder, 'machine.json'), JSON.stringify({ socket: join(folder, 's'), pid: process.pid }));
  const host = labHost({ name: 'BRANCH1', machine: folder });
  t.after(() => host.close());
  await assert.rejects(host.services.list(), error => isResiteError(error, 'DISK_FULL'));
  assert.deepEqual(faults, []);
});
