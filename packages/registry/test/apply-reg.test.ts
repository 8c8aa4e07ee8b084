import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyReg,
  createKey,
  dwordValue,
  ensureKey,
  findKey,
  parseReg,
  type RegistryKey,
  setValue,
  stringValue,
} from '../src/index.ts';

const document = (...lines: string[]) => parseReg(Buffer.from(['REGEDIT4', ...lines].join('\n')));

function tree(): RegistryKey {
  const root = createKey('SMS', { lastWrite: 1n });
  setValue(root, stringValue('Site Code', 'S01'));
  setValue(ensureKey(root, 'A\\B', { lastWrite: 1n }), dwordValue('n', 1));
  return root;
}

test('values are set and deleted, keys made and removed, in any case', () => {
  const root = tree();
  const changes = document(
    '[hklm\\software\\SMS]',
    '"site code"="S02"',
    '"gone"=-',
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\SMS\\New\\Key]',
    '@="x"',
    '[-HKLM\\SOFTWARE\\SMS\\a\\B]',
    '[-HKLM\\SOFTWARE\\SMS\\Nothing]',
    '[HKLM\\SOFTWARE\\SMS\\A\\B]',
  );
  applyReg(changes, 'HKLM\\SOFTWARE\\SMS', root, { lastWrite: 2n });
  assert.deepEqual(root.values, [stringValue('Site Code', 'S02')]);
  assert.deepEqual(findKey(root, 'New\\Key'), {
    name: 'Key',
    lastWrite: 2n,
    values: [stringValue('', 'x')],
    subkeys: [],
  });
  assert.deepEqual(findKey(root, 'A\\B'), { name: 'B', lastWrite: 2n, values: [], subkeys: [] });
});

test('deleting the key itself empties it', () => {
  const root = tree();
  applyReg(document('[-HKLM\\SMS]', '[HKLM\\SMS]', '"n"="x"'), 'HKLM\\SMS', root);
  assert.deepEqual(root, { name: 'SMS', lastWrite: 1n, values: [stringValue('n', 'x')], subkeys: [] });
});

for (const path of ['HKLM\\SMSX', 'HKLM', 'HKCU\\SMS', 'HKLM\\Other']) {
  test(`${path} does not lie within HKLM\\SMS, so nothing is changed`, () => {
    const root = tree();
    assert.throws(() => applyReg(document('[-HKLM\\SMS\\A]', `[${path}]`), 'HKLM\\SMS', root), { code: 'REG_INVALID' });
    assert.deepEqual(root, tree());
  });
}
