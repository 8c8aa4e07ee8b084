import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimes } from '@resite/filesystem';
import { formatRfc3339, parseRfc3339 } from '../src/index.ts';
import { backUp, makeRepository, resticOk, temporaryFolder } from './helpers.ts';

process.env.TZ = 'America/St_Johns';

for (const [value, text] of [
  [1_706_745_600_000_000_000n, '2024-01-31T20:30:00-03:30'],
  [1_722_470_400_000_000_001n, '2024-07-31T21:30:00.000000001-02:30'],
  [0n, '1969-12-31T20:30:00-03:30'],
] as const) {
  test(`${value} ns is ${text} in Newfoundland`, () => {
    assert.equal(formatRfc3339(value), text);
    assert.equal(parseRfc3339(text), value);
  });
}

test('restic in the same zone finds nothing new after our backup', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const year = 31_556_952_000_000_000n;
  for (let number = 0n; number < 130n; number += 1n) {
    const path = join(source, `file ${number}`);
    writeFileSync(path, '');
    setTimes(path, 0n, (number - 30n) * year + number * 86_400_000_000_000n + number);
  }
  const repository = await makeRepository(t, join(folder, 'repository'));
  const ours = await backUp(repository, source);
  await resticOk(repository.location, ['backup', '--force', source]);
  const theirs = await repository.findSnapshot('latest');
  assert.equal(
    (await repository.find(theirs.tree, source))!.subtree,
    (await repository.find(ours.tree, source))!.subtree,
  );
});
