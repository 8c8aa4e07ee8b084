import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isLong, randomFrom, seed } from '../../../../scripts/sample.ts';
import { copyRepository, ended, makeBase, start } from './attacked.ts';

describe('a damaged repository', () => {
  let folder = '';
  const random = randomFrom(seed);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resite-test-'));
    await makeBase(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('makes check fail, and restore, too, unless all that it wrote is right', async () => {
    const listed = await readdir(join(folder, 'base'), { recursive: true, withFileTypes: true });
    const files = listed.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const chosen = isLong ? files : files.filter(() => random() < 2 / files.length);
    const location = join(folder, 'damaged');
    await restored(join(folder, 'base'), 'whole');
    for (const file of chosen.length === 0 ? files.slice(0, 1) : chosen) {
      const name = file.slice(join(folder, 'base').length);
      try {
        await copyRepository(join(folder, 'base'), location);
        const bytes = await readFile(file);
        bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
        await rm(join(location, name)); // and so not the one of which it is another name
        await writeFile(join(location, name), bytes);
        await chmod(join(location, name), 0o400);
        const check = await ended(start(folder, location, ['check', '--read-data']));
        assert.notEqual(check.code, 0);
        if ((await restored(location, 'out')) === 0) {
          const same = await readFile(join(folder, 'out', folder, 'data', 'large'));
          assert.deepEqual(same, await readFile(join(folder, 'whole', folder, 'data', 'large')));
        }
        await rm(join(folder, 'out'), { recursive: true, force: true });
      } catch (cause) {
        throw new Error(`${name} (RESITE_TEST_SEED=${seed})`, { cause });
      }
    }
  });

  async function restored(location: string, target: string): Promise<number | null> {
    const { code, stderr } = await ended(
      start(folder, location, ['restore', 'latest', '--target', join(folder, target)]),
    );
    if (code !== 0) assert.match(stderr, /"error":"(REPOSITORY_DAMAGED|RESTORE_PARTIAL|WRONG_PASSWORD)"/);
    return code;
  }
});
