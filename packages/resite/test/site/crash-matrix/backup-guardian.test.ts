import { test } from 'node:test';
import { hierarchy } from '../../support/hierarchy.ts';
import { assertCalm, assertSound, calm, untilSettled, wholeMatrix } from './matrix.ts';
import { recordsOf, sidesOf, strike } from './strike.ts';

const site = hierarchy();

test('a backup killed at any record leaves its services to the guardian', wholeMatrix, async t => {
  const before = await calm(site);
  const oneOfThem = { record: 'capture: steps capture begun (1)', when: 'after' } as const; // all services are down
  for (const side of await sidesOf(oneOfThem, () => recordsOf(site, 'backup', 'S01'))) {
    await t.test(`${side.when} ${side.record}`, async () => {
      await strike(site, { of: 'main', ...side, victims: 'self' }, 'backup', 'S01');
      await untilSettled(site);
      await assertCalm(site, before);
    });
  }
  await assertSound(site);
});
