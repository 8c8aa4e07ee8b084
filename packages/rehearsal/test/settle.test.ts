import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { clearScratches } from '../src/scratch.ts';
import { temporaryFolder } from './support/folder.ts';

test('a state folder without rehearsals has no leftovers', async t => {
  assert.deepEqual(await clearScratches(await temporaryFolder(t)), []);
});

for (const [what, text] of [
  ['no JSON', '{'],
  ['another form', '{"folder": 1}'],
] as const) {
  test(`a note of a scratch machine that holds ${what} is named`, async t => {
    const state = await temporaryFolder(t);
    await mkdir(join(state, 'scratch'));
    await writeFile(join(state, 'scratch', 'resite-scratch-0123.json'), text);
    await assert.rejects(clearScratches(state), { code: 'JOURNAL_DAMAGED', message: /resite-scratch-0123\.json/ });
  });
}

test('a folder that is not that of a rehearsal is never removed', async t => {
  const state = await temporaryFolder(t);
  const precious = join(state, 'precious');
  await mkdir(precious);
  await mkdir(join(state, 'scratch'));
  const note = { folder: precious, owner: '1 1 gone', kept: false };
  await writeFile(join(state, 'scratch', 'resite-scratch-0123.json'), JSON.stringify(note));
  await assert.rejects(clearScratches(state), /is not the folder of a rehearsal/);
  assert.deepEqual((await readdir(state)).sort(), ['precious', 'scratch']);
});
