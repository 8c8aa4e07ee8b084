import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isLong } from '../../../scripts/sample.ts';
import { main, run, temporaryFolder } from './support/cli.ts';
import { makeRepository } from './support/repository.ts';

/**
 * What a program loads, each of its starts pays for. When one of these tests fails, look for the import that brought the
 * package in: of an index where a module of it would do, or of what only some cases need and could `await import()`.
 */

test('the version is known without any command', async t => {
  const { packages } = await loadedBy(t, await temporaryFolder(t), main, '--version');
  assert.deepEqual(packages, ['commander', 'errors', 'filesystem', 'resite']);
});

for (const args of ['--help', 'repo backup --help', 'backup --bogus', 'bakcup S01']) {
  test(`resite ${args} loads how commands are typed, and nothing of what they do`, async t => {
    const { packages, repository } = await loadedBy(t, await temporaryFolder(t), main, args);
    assert.deepEqual(packages, ['commander', 'errors', 'filesystem', 'repository', 'resite']);
    assert.deepEqual(repository, ['time', 'text/duration', 'text/time']);
  });
}

const ofRepository = ['koffi', 'repository', 'filesystem', 'errors'];

/** Each holds the entrance to one kind of work with a repository, or to one kind of place. */
const entrances = [
  'archive/archiver',
  'restore/restorer',
  'local/source',
  'local/target',
  'keys/keys',
  'unlock/unlock',
  'check/check',
  'copy/copy',
  'diff/diff',
  'dump/dump',
  'find/find',
  'forget/forget',
  'migrate/migrate',
  'objects/list-objects',
  'objects/read-object',
  'prune/prune',
  'recover/recover',
  'repair/repair-index',
  'repair/repair-packs',
  'repair/repair-snapshots',
  'rewrite/rewrite',
  'stats/stats',
  'tag/tag',
  'backend/retrying-backend',
  'backend/rest/rest-backend',
  'backend/s3/s3-backend',
  'backend/sftp/sftp-backend',
];

test('work with a repository in a folder loads nothing of servers, of resite.yaml and of other work', async t => {
  const folder = await temporaryFolder(t, { password: 'secret\n' });
  await mkdir(join(folder, 'data'));
  if (!isLong) await makeRepository(join(folder, 'repository'), 'secret');
  for (const [args, wanted] of [
    ...(isLong
      ? ([
          ['init', []],
          ['snapshots', []],
          ['check', ['check/check']],
        ] as const)
      : []),
    ['backup data', ['archive/archiver', 'local/source']],
    ['restore latest --target restored', ['local/target', 'restore/restorer']],
  ] as const) {
    const command = `repo ${args} -r repository --password-file password`;
    const { packages, repository } = await loadedBy(t, folder, main, command);
    assert.deepEqual(packages, [...ofRepository, 'commander', 'procedure', 'resite'].sort(), args);
    assert.deepEqual(repository.filter(module => entrances.includes(module)).sort(), wanted, args);
  }
});

test('a look into the journal loads no host, no lab and nothing that opens a repository', async t => {
  const config = 'repository: { location: ./backups, passwordFile: ./password }\nhosts: {}\nsites: {}\n';
  const folder = await temporaryFolder(t, { 'resite.yaml': config });
  const { packages } = await loadedBy(t, folder, main, 'status');
  assert.deepEqual(packages, [
    'commander',
    'errors',
    'filesystem',
    'procedure',
    'registry',
    'repository',
    'resite',
    'site',
    'yaml',
    'zod',
  ]);
});

test('the guardian loads what returns services, and nothing else', async t => {
  const guardian = fileURLToPath(new URL('services/guardian-process.ts', import.meta.resolve('@resite/procedure')));
  const { packages } = await loadedBy(t, await temporaryFolder(t), guardian, '');
  assert.deepEqual(packages, ['errors', 'filesystem', 'host', 'procedure', 'registry']);
});

/** The packages, without the part of koffi for this platform, and the modules of `@resite/repository`. */
async function loadedBy(t: TestContext, folder: string, program: string, args: string) {
  const list = join(await temporaryFolder(t), 'modules');
  const hook = join(import.meta.dirname, 'support', 'list-modules.ts');
  const parameters = ['--import', hook, program, ...args.split(' ').filter(Boolean)];
  await run(process.execPath, parameters, { cwd: folder, env: { LOADED_MODULES: list } });
  const files = (await readFile(list, 'utf8')).split('\n').filter(file => !file.endsWith('/list-modules.ts'));
  const modules = files.map(file => file.replace(/^.*\/(packages|node_modules)\//, ''));
  const packages = new Set(modules.map(module => module.replace(/^(@[^/]+\/)?([^/]+)\/.*$/, '$1$2')));
  return {
    packages: [...packages].filter(name => !name.startsWith('@koromix/')).sort(),
    repository: modules.flatMap(module => /^repository\/src\/(.+)\.ts$/.exec(module)?.[1] ?? []),
  };
}
