import assert from 'node:assert/strict';
import { hash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRepository } from '@resite/repository';
import { randomFrom, sampled, seed } from '../../../../scripts/sample.ts';
import {
  type Contents,
  copyRepository,
  type Ended,
  ended,
  makeBase,
  password,
  restic,
  start,
  treeContents,
  works,
} from './attacked.ts';

/** Six who back up three folders, at once and at random moments, while others prune, forget and check. */
describe('many processes on one repository', () => {
  let folder = '';
  let contents: Contents;
  const random = randomFrom(seed);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resite-test-'));
    contents = await makeBase(folder);
    for (const source of [0, 1, 2]) {
      await mkdir(join(folder, `source ${source}`));
      await writeFile(join(folder, `source ${source}`, 'shared'), Buffer.alloc(600_000, 'shared'));
      await writeFile(join(folder, `source ${source}`, 'own'), randomBytes(1_200_000));
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('lose nothing that one of them has said to be saved; who was kept out says so', async () => {
    const location = join(folder, 'crowded');
    await copyRepository(join(folder, 'base'), location);
    for (let round = 0; round < sampled(1, 15); round += 1) {
      for (const source of [0, 1, 2]) await appendFile(join(folder, `source ${source}`, 'own'), randomBytes(1000));
      const backups = [0, 1, 2, 0, 1, 2].map(source => ['backup', join(folder, `source ${source}`), '--tag', 'new']);
      const others = [works.prune!.args(folder), ['forget', '--tag', 'none', '--keep-last', '1', '--prune'], ['check']];
      const patience = (number: number) => (number % 3 === 0 ? [] : ['--retry-lock', '2m']);
      const outcomes = await Promise.all(
        [...backups, ...others].map(async (args, number) => {
          await sleep(random() * 1000);
          return ended(start(folder, location, [...args, ...patience(number)]));
        }),
      );
      const saved = outcomes.slice(0, backups.length).flatMap((outcome, number) => {
        const id = savedBy(outcome);
        return id === undefined ? [] : [{ id, source: `source ${number % 3}` }];
      });
      for (const outcome of outcomes.slice(backups.length)) assertDoneOrRefused(outcome);
      const patient = outcomes.filter((_, number) => patience(number).length > 0);
      assert.ok(
        patient.every(({ code }) => code === 0),
        'whoever waits gets through',
      );

      try {
        assert.match(await restic(folder, location, 'check', '--read-data'), /no errors were found/);
        const repository = await openRepository(location, password);
        for (const { id, source } of saved) {
          const { tree } = await repository.findSnapshot(id);
          const path = (name: string) => join(folder, source, name);
          const saved = await Promise.all(
            ['own', 'shared'].map(async name => [path(name), await hashOf(path(name))] as const),
          );
          assert.deepEqual(await treeContents(repository, tree), new Map(saved));
        }
        for (const [tree, files] of contents) assert.deepEqual(await treeContents(repository, tree), files);
        await repository.close();
      } catch (cause) {
        throw new Error(`round ${round} (RESITE_TEST_SEED=${seed})`, { cause });
      }
    }
  });
});

function assertDoneOrRefused({ code, stderr }: Ended): void {
  if (code === 0) return;
  assert.equal(code, 11, stderr);
  assert.equal((JSON.parse(stderr.trim().split('\n').at(-1)!) as { error: string }).error, 'REPOSITORY_LOCKED');
}

const hashOf = async (path: string) => hash('sha256', await readFile(path));

/** The snapshot that a backup says it has made. */
function savedBy(outcome: Ended): string | undefined {
  assertDoneOrRefused(outcome);
  if (outcome.code !== 0) return undefined;
  return (JSON.parse(outcome.stdout.trim().split('\n').at(-1)!) as { snapshot_id: string }).snapshot_id;
}
