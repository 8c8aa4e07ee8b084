import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { prepareRepository } from '../src/commands/init/prepare-repository.ts';
import { resite, temporaryFolder } from './support/cli.ts';
import { makeRepository } from './support/repository.ts';

const cheap = ['--kdf-memory', '16M', '--kdf-rounds', '1'];

test('where more than the first line of a file becomes or is the password, it is said', async t => {
  const folder = await temporaryFolder(t, { one: 'open sesame\n', two: 'open sesame\n# of the branch\n' });
  const repo = async (file: string, location: string, ...args: string[]) => {
    const typed = ['repo', ...args, '-r', location, '--password-file', file];
    const { code, stderr } = await resite(typed, { cwd: folder });
    return { code, stderr };
  };
  const said =
    /^There is more than one line in the file two, and all of it is taken as the password, as restic does\.\n$/;
  const refused =
    /^resite: the password opens no key .*\n {2}There is more than one line .* remove the others\.\n {2}\(WRONG_/;
  await makeRepository(join(folder, 'repo'), 'open sesame');

  for (const args of [['snapshots'], ['key', 'list'], ['key', 'add', '--new-password-file', 'one', ...cheap]]) {
    await t.test(args.join(' '), async () => {
      const { code, stderr } = await repo('two', 'repo', ...args);
      assert.equal(code, 12);
      assert.match(stderr, refused);
    });
  }

  for (const [args, file, location] of [
    [['key', 'add', '--new-password-file', 'two', ...cheap], 'one', 'repo'],
    [['key', 'passwd', '--new-password-file', 'two', ...cheap], 'one', 'repo'],
    [['init', ...cheap], 'two', 'other'],
  ] as const) {
    await t.test(args.slice(0, 2).join(' '), async () => {
      const { code, stderr } = await repo(file, location, ...args);
      assert.equal(code, 0, stderr);
      assert.match(stderr, said);
    });
  }

  await t.test('resite init, of a new repository and of one that is there', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const events = await prepareRepository(join(folder, 'third'), two);
    assert.deepEqual(
      events.map(event => (event.message_type === 'note' ? event.text.slice(0, 28) : event.message_type)),
      ['There is more than one line ', 'initialized'],
    );
    assert.deepEqual(await prepareRepository(join(folder, 'third'), two), []);
    await makeRepository(join(folder, 'fourth'), 'open sesame');
    assert.deepEqual(await prepareRepository(join(folder, 'fourth'), one), []);
    await assert.rejects(
      prepareRepository(join(folder, 'fourth'), two),
      error => isResiteError(error, 'WRONG_PASSWORD') && /more than one line/.test(error.hint ?? ''),
    );
  });
});
