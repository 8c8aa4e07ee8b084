import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resite, resiteProcess } from './support/cli.ts';
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
