import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Snapshot } from '@resite/repository';
import { openRepository } from '@resite/repository/open';
import { resite, run } from './cli.ts';
import { folderWithRepository, withRepo } from './repository.ts';

/** A folder with an empty repository, and what is done there. */
export async function backupPlace(t: TestContext) {
  const folder = await folderWithRepository(t);
  const type = (args: readonly string[], env?: Record<string, string>) =>
    resite(['repo', 'backup', '--json', ...withRepo, ...args], { cwd: folder, ...(env && { env }) });
  return {
    folder,
    type,
    /** The summary of a backup. */
    async save(...args: string[]) {
      const { code, stdout, stderr } = await type(args);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    },
    async restic(...args: string[]) {
      const { code, stdout, stderr } = await run(
        'restic',
        ['backup', ...args, '--json', '--no-cache', '-r', 'repo', '-p', 'password'],
        { cwd: folder },
      );
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    },
    async snapshots(): Promise<Snapshot[]> {
      const repository = await openRepository(join(folder, 'repo'), 'open sesame');
      try {
        return await repository.snapshots();
      } finally {
        await repository.close();
      }
    },
  };
}
