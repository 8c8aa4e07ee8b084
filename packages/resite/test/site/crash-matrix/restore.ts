import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBareMachine, destroyMachine, joinClients, labStatus, machineUp } from '@resite/lab';
import { isLong, sampleOf } from '../../../../../scripts/sample.ts';
import { type Hierarchy, hierarchy, untilActive } from '../../support/hierarchy.ts';
import { lastRun, withJournal } from '../fault.ts';
import { rememberedBy, untilQuiet } from '../world.ts';
import { assertSound, calm, untilSettled, wholeMatrix } from './matrix.ts';
import { bothSides, recordsOf, type Strike, strike } from './strike.ts';

/** It costs a restore to know all of them. */
const oneOfThem = 'restore-sms-ini: steps restore-sms-ini done (1)';

/** One restore that is cut off at every record in turn and carried on each time, until it comes to its end. */
export function restoreMatrix(victims: Strike['victims']): void {
  const site = hierarchy();
  const title = victims === 'both' ? 'together with its guardian' : 'and its guardian does the rest';

  test(`a restore killed at any record, ${title}, is carried on`, wholeMatrix, async t => {
    const { services } = await calm(site);
    const assertParentCalm = async () => {
      assert.deepEqual(atParent(await site.services()), atParent(services));
      assert.equal(await rememberedBy(site, 'HQ1'), undefined);
    };
    await joinClients(site.lab, 'S01', 1);
    await bareMachine(site);
    const records = isLong ? await recordsOf(site, 'restore', 'S01') : [oneOfThem];
    if (isLong) await bareMachine(site);

    // A guardian returns the parent's services after the first blow: what carries it on has none to return.
    const onlyOnce = (record: string) => victims === 'self' && /^service_changes .* returned$/.test(record);
    const [once, chain] = [records.filter(onlyOnce), records.filter(record => !onlyOnce(record))];

    for (const record of sampleOf(once, 2)) {
      await t.test(`after ${record}`, async () => {
        await strike(site, { of: 'main', record, when: 'after', victims }, 'restore', 'S01');
        await untilSettled(site);
        await assertParentCalm();
      });
      await bareMachine(site);
    }

    const earlierRun = lastRun(site).id;
    for (const side of sampleOf(bothSides(chain), 1)) {
      await t.test(`${side.when} ${side.record}`, async () => {
        await strike(site, { of: 'main', ...side, victims }, ...nextCommand(site, earlierRun));
        if (victims === 'both') return; // the next blow hits the command that carries it on
        await untilSettled(site);
        await assertParentCalm();
      });
    }

    const { code, stdout, stderr } = await site.resite('resume', lastRun(site).id);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Restore of S01 is done/);
    await untilActive(site.lab);
    await untilQuiet(site);
    assert.deepEqual(await site.services(), services);
    const earlier = (await labStatus(site.lab)).clients.map(({ id }) => id);
    const later = (await joinClients(site.lab, 'S01', 2)).map(({ id }) => id);
    assert.equal(new Set([...earlier, ...later]).size, earlier.length + 2, 'no SMS ID is given twice');
    await assertSound(site);
  });
}

/** A run that has changed nothing is in nobody's way; one that has is carried on. */
function nextCommand(site: Hierarchy, earlierRun: string): string[] {
  const { id } = lastRun(site);
  const begun = id !== earlierRun && withJournal(site, journal => journal.hasChanged(id));
  return begun ? ['resume', id] : ['restore', 'S01'];
}

async function bareMachine(site: Hierarchy): Promise<void> {
  await destroyMachine(site.lab, 'BRANCH1');
  await createBareMachine(site.lab, 'BRANCH1');
  await machineUp(site.lab, 'BRANCH1');
}

const atParent = (lines: readonly string[]) => lines.filter(line => line.startsWith('HQ1 '));
