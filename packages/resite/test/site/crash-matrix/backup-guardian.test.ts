import { test } from 'node:test';
import { sampleOf } from '../../../../../scripts/sample.ts';
import { hierarchy } from '../../support/hierarchy.ts';
import { assertCalm, assertSound, calm, untilSettled, wholeMatrix } from './matrix.ts';
import { bothSides, recordsOf, strike } from './strike.ts';

const site = hierarchy();

test('a backup killed at any record leaves its services to the guardian', wholeMatrix, async t => {
  const before = await calm(site);
  for (const side of sampleOf(bothSides(await recordsOf(site, 'backup', 'S01')), 1)) {
    await t.test(`${side.when} ${side.record}`, async () => {
      await strike(site, { of: 'main', ...side, victims: 'self' }, 'backup', 'S01');
      await untilSettled(site);
      await assertCalm(site, before);
    });
  }
  await assertSound(site);
});
