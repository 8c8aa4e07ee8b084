import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { resite, resiteProcess, run, temporaryFolder } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

/** Most tests run commands in processes that are warm already. What they see is what a process of its own shows. */
for (const [code, args] of [
  [0, ['--version']],
  [0, ['repo', 'snapshots', ...withRepo]],
  [2, ['repo', 'snapshots', '--bogus']],
  [2, ['status']],
  [12, ['repo', 'snapshots', '-r', 'repo', '--password-file', 'wrong-password']],
] as const) {
  test(`resite ${args.join(' ')} does the same in a process of its own, and ends it with ${code}`, async t => {
    const cwd = await folderWithRepository(t);
    const own = await resiteProcess(args, { cwd });
    assert.equal(own.code, code, own.stderr);
    assert.deepEqual(await resite(args, { cwd }), own);
  });
}

test('what a user has set for work reaches no test, also of one file that is run by itself', async t => {
  const nowhere = join(await temporaryFolder(t), 'nowhere');
  const files = ['journal-unusable', 'estimate', 'errors'].map(name => join(import.meta.dirname, `${name}.test.ts`));
  const { code, stdout, stderr } = await run(process.execPath, ['--test', ...files], {
    env: {
      RESTIC_REPOSITORY: nowhere,
      RESTIC_PASSWORD: 'wrong',
      RESTIC_PASSWORD_FILE: nowhere,
      RESTIC_PASSWORD_COMMAND: 'false',
      RESTIC_REST_PASSWORD: 'wrong',
      RESITE_CONFIG: nowhere,
      RESITE_DEBUG: '1',
      RESITE_TRUST_FILES: nowhere,
      AWS_ACCESS_KEY_ID: 'wrong',
      AWS_SECRET_ACCESS_KEY: 'wrong',
    },
  });
  assert.equal(code, 0, stdout + stderr);
});
