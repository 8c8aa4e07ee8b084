import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOf } from '../../../../../scripts/sample.ts';
import { hierarchy } from '../../support/hierarchy.ts';
import { assertCalm, assertSound, calm, unsettledRun, wholeMatrix } from './matrix.ts';
import { bothSides, recordsOf, strike } from './strike.ts';

const site = hierarchy();

test('a backup killed together with its guardian at any record is settled by `resite resume`', wholeMatrix, async t => {
  const before = await calm(site);
  for (const side of sampleOf(bothSides(await recordsOf(site, 'backup', 'S01')), 2)) {
    await t.test(`${side.when} ${side.record}`, async () => {
      await strike(site, { of: 'main', ...side, victims: 'both' }, 'backup', 'S01');
      const { code, stderr } = await site.resite('resume');
      assert.equal(code, 0, stderr);
      assert.equal(unsettledRun(site), undefined);
      await assertCalm(site, before);
    });
  }
  await assertSound(site);
});
