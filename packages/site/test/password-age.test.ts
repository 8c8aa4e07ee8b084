import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordAge } from '../src/checks/restore/password-age.ts';
import type { RestoreSituation } from '../src/index.ts';
import { failures, find } from './support/expect-checks.ts';
import { account, bareServer, parentServer, password } from './support/make-site.ts';

const captured = new Date('1996-11-20T01:00:00Z');
const day = 86_400_000;
const days = (count: number) => new Date(captured.getTime() + count * day);

interface Told {
  readonly byTarget?: Date | string;
  readonly byParent?: Date | string;
  readonly recorded?: { readonly account: string; readonly set: Date };
}

async function look({ byTarget, byParent, recorded }: Told) {
  await using target = await bareServer();
  await using parent = await parentServer();
  const known = (passwordSet: Date | string | undefined) => ({
    [account]: { password, serviceRight: true, ...(passwordSet === undefined ? {} : { passwordSet }) },
  });
  target.machine.accounts = known(byTarget);
  parent.machine.accounts = known(byParent);
  const snapshot = { captured, ...(recorded === undefined ? {} : { servicePassword: recorded }) };
  return await passwordAge({ account, target: target.host, parent: parent.host, snapshot } as RestoreSituation);
}

const changed: [what: string, told: Told][] = [
  ['the target tells a later time', { byTarget: days(1) }],
  ['the parent tells a later time', { byParent: days(1) }],
  ['a backup controller has not heard of it', { byTarget: days(-9), byParent: days(1) }],
  [
    'it is another one than at the backup, although the clock was behind',
    { byTarget: days(-1), recorded: { account, set: days(-2) } },
  ],
];
for (const [what, told] of changed) {
  test(`a password that was changed after the backup is a warning: ${what}`, async () => {
    const checks = await look(told);
    assert.deepEqual([failures(checks), failures(checks, 'warning')], [[], ['password-age CHECK_FAILED']]);
    assert.match(find(checks, 'password-age').remedy, /Set the password back until the site works/);
  });
}

const same: [what: string, told: Told][] = [
  ['set before the snapshot', { byTarget: days(-1) }],
  ['as at the backup', { byParent: days(1), recorded: { account, set: days(1) } }],
  [
    'set before the snapshot, of which another account is recorded',
    { byTarget: days(-1), recorded: { account: 'X\\Y', set: days(-2) } },
  ],
];
for (const [what, told] of same) {
  test(`a password that was not changed is good: ${what}`, async () => {
    const checks = await look(told);
    assert.deepEqual(
      checks.map(({ id, ok }) => [id, ok]),
      [
        ['password-age-seen', true],
        ['password-age', true],
      ],
    );
  });
}

test('that nobody tells it, or all refuse, is no error', async () => {
  for (const [told, found] of [
    [{}, 'not checked: BRANCH1 and HQ1 do not hold BRANCHDOM\\SMSADMIN'],
    [{ byTarget: 'BRANCH1 refused SamrConnect2' }, 'not checked: BRANCH1 refused SamrConnect2'],
  ] as const) {
    const checks = await look(told);
    assert.deepEqual(failures(checks, 'info'), ['password-age-seen CHECK_FAILED']);
    assert.deepEqual(
      checks.map(check => check.found),
      [found],
    );
  }
});

test('one that refuses keeps nobody else from telling', async () => {
  assert.deepEqual(failures(await look({ byTarget: 'no', byParent: days(1) }), 'warning'), [
    'password-age CHECK_FAILED',
  ]);
});
