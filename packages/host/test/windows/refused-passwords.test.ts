import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock } from '@resite/filesystem/clock';
import { useSurroundings } from '@resite/filesystem/port';
import { earlierRefusal, rememberRefusal } from '../../src/windows/session/refused-passwords.ts';
import type { WindowsSettings } from '../../src/windows/settings.ts';

const account = (user: string, address = 'branch1'): WindowsSettings => ({
  name: 'BRANCH1',
  address,
  user,
  password: () => '',
});

test('a refusal is remembered for a quarter of an hour, for the account and the password that it was about', t => {
  let time = 0;
  useSurroundings(() => new Map([[clock, { ...clock.real, monotonic: () => time }]]));
  t.after(() => useSurroundings(() => undefined));
  const error = new Error('refused');
  rememberRefusal(account('A'), 'wrong', error);
  for (const minutes of [0, 14.9]) {
    time = minutes * 60_000;
    assert.equal(earlierRefusal(account('A'), 'wrong'), error);
    assert.equal(earlierRefusal(account('A'), 'right'), undefined);
    assert.equal(earlierRefusal(account('B'), 'wrong'), undefined);
    assert.equal(earlierRefusal(account('A', 'branch2'), 'wrong'), undefined);
  }
  time = 15.1 * 60_000;
  assert.equal(earlierRefusal(account('A'), 'wrong'), undefined);
});
