import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { resite, run } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

test('recover makes a snapshot of what no snapshot holds', async t => {
  const folder = await folderWithRepository(t);
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await resite(['repo', ...args, ...withRepo], { cwd: folder });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await ok('backup', 'data');
  assert.equal(await ok('recover'), 'Nothing is there that no snapshot holds\n');
  await ok('forget', 'latest');
  const lines = (await ok('recover', '--json')).trim().split('\n');
  const { message_type, snapshot, roots } = JSON.parse(lines.at(-1)!) as Recovered;
  assert.deepEqual([message_type, roots.map(({ losses }) => losses)], ['recovered', [[]]]);
  const found = join(folder, 'data', 'sub', 'b.txt');
  const dumped = await run('restic', ['--no-cache', 'dump', snapshot, `/${roots[0]!.tree}${found}`, ...withRepo], {
    cwd: folder,
  });
  assert.equal(dumped.stdout, 'world\n'.repeat(1000), dumped.stderr);

  await ok('forget', 'latest', '--tag', 'recovered');
  const said = await ok('recover');
  assert.match(
    said,
    /^Snapshot ([0-9a-f]{8}), tagged recovered, holds 1 folder that no snapshot held\nTo see what is in it: resite repo ls \1\n$/,
  );
});

interface Recovered {
  message_type: string;
  snapshot: string;
  roots: { tree: string; losses: object[] }[];
}
