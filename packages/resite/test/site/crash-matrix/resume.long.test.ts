import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOf } from '../../../../../scripts/sample.ts';
import { hierarchy } from '../../support/hierarchy.ts';
import { assertCalm, assertSound, calm, unsettledRun, wholeMatrix } from './matrix.ts';
import { bothSides, guardianGone, guardianRecordsOf, recordsOf, type Strike, strike } from './strike.ts';

const site = hierarchy();

/** All services are down on both hosts. */
const inTheMiddle: Strike = { of: 'main', record: 'capture: steps capture begun (1)', when: 'after', victims: 'self' };

test('what returns the services is itself killed at any record', wholeMatrix, async t => {
  const before = await calm(site);
  const powerCut: Strike = { ...inTheMiddle, victims: 'both' };
  const settle = async () => {
    const { code, stderr } = await site.resite('resume');
    assert.equal(code, 0, stderr);
    assert.equal(unsettledRun(site), undefined);
    await assertCalm(site, before);
  };

  await strike(site, powerCut, 'backup', 'S01');
  const records = await recordsOf(site, 'resume');
  await assertCalm(site, before);

  for (const side of sampleOf(bothSides(records))) {
    await t.test(`resume, with its guardian: ${side.when} ${side.record}`, async () => {
      await strike(site, powerCut, 'backup', 'S01');
      await strike(site, { of: 'main', ...side, victims: 'both' }, 'resume');
      await settle();
    });
  }

  for (const side of sampleOf(bothSides(await guardianRecordsOf(site, inTheMiddle, 'backup', 'S01')))) {
    await t.test(`the guardian: ${side.when} ${side.record}`, async () => {
      await strike(site, [inTheMiddle, { of: 'guardian', ...side, victims: 'self' }], 'backup', 'S01');
      await guardianGone(site);
      await settle();
    });
  }
  await assertSound(site);
});
