import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLong } from '../../../scripts/sample.ts';
import { ScanJournal } from '../src/archive/scan-journal.ts';
import { type ChangeSign, initRepository, localSource, openRepository, type SourceEntry } from '../src/index.ts';
import { fieldsFor, kdf, password, resticOk, temporaryFolder } from './helpers.ts';
import { virtualSource } from './virtual-source.ts';

const fileSize = 300_000;

test('a kill leaves a sound repository; the next run reads only the rest, and takes nothing that changed from the journal', async t => {
  const folder = temporaryFolder(t);
  const [location, source, journal] = [
    join(folder, 'repository'),
    join(folder, 'source'),
    join(folder, 'private', 'journal'),
  ];
  mkdirSync(source);
  const names = Array.from({ length: 200 }, (_, number) => `file${String(number).padStart(3, '0')}`);
  for (const name of names) writeFileSync(join(source, name), randomBytes(fileSize));
  await (await initRepository(location, password, { kdf })).close();

  const program = join(import.meta.dirname, 'fixtures', 'back-up-forever.ts');
  const child = fork(program, [location, source, password, journal]);
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(statSync(journal).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'private')).mode & 0o777, 0o700);
  assert.ok(!readFileSync(journal, 'utf8').includes(password));
  appendFileSync(journal, '"torn');

  writeFileSync(join(source, names[0]!), randomBytes(fileSize)); // the same size, another content
  utimesSync(join(source, names[1]!), 1, 1);
  const repository = await openRepository(location, password);
  assert.deepEqual(await repository.snapshots(), []);
  assert.deepEqual((await repository.check()).problems, []);
  const archived = await repository.archive(localSource([source]), { journal: { file: journal } });
  const notRead = names.length - archived.bytesRead / fileSize;
  assert.ok(notRead > 40 && notRead < names.length - 2, `${notRead} files were not read again`);
  assert.equal(archived.summary.bytesProcessed, names.length * fileSize);
  await repository.commit({ ...fieldsFor(source), tree: archived.tree });
  assert.ok(!existsSync(journal));
  assert.deepEqual(readdirSync(join(location, 'locks')), []);
  await repository.close();
  assert.match(await resticOk(location, ['check']), /no errors were found/);
  const target = join(folder, 'target');
  const compared = isLong ? names : names.filter(name => name.endsWith('0'));
  const only = compared.flatMap(name => ['--include', join(source, name)]);
  await resticOk(location, ['restore', 'latest', '--target', target, ...only]);
  for (const name of compared)
    assert.ok(readFileSync(join(target, source, name)).equals(readFileSync(join(source, name))), name);
});

test('a journal of another repository does not count, nor one that names what is not stored', async t => {
  const folder = temporaryFolder(t);
  const [source, journal] = [join(folder, 'source'), join(folder, 'journal')];
  mkdirSync(source);
  writeFileSync(join(source, 'file'), 'content');
  const archiveInto = async (name: string) => {
    const location = join(folder, name);
    const repository = existsSync(location)
      ? await openRepository(location, password)
      : await initRepository(location, password, { kdf });
    const { bytesRead } = await repository.archive(localSource([source]), { journal: { file: journal } });
    await repository.close(); // without a commit: what was archived is given up
    return bytesRead;
  };
  assert.equal(await archiveInto('one'), 7);
  assert.equal(await archiveInto('one'), 7); // the pack was never stored
  assert.equal(await archiveInto('other'), 7);
  writeFileSync(journal, randomBytes(5000));
  assert.equal(await archiveInto('other'), 7);
});

test('a file counts that differs in nothing but what is ignored', async t => {
  const file = join(temporaryFolder(t), 'journal');
  const [plain] = await virtualSource({ file: '' }).roots();
  const entry = { ...plain!, modified: 1n, changed: 2n, inode: 3n, size: 4n };
  const journal = new ScanJournal(file, 'id');
  journal.note('/file', entry, ['ab'.repeat(32)]);
  journal.close();
  const later = new ScanJournal(file, 'id');
  const found = (change: Partial<SourceEntry>, ...ignore: ChangeSign[]) =>
    later.find('/file', { ...entry, ...change }, ignore) !== undefined;
  assert.deepEqual([found({}), found({ changed: 1n }), found({ inode: 1n })], [true, false, false]);
  assert.deepEqual([found({ changed: 1n }, 'changed'), found({ inode: 1n }, 'changed')], [true, false]);
  assert.deepEqual([found({ inode: 1n }, 'inode'), found({ size: 1n }, 'inode', 'changed')], [true, false]);
  later.remove();
});
