import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import {
  createKey,
  dwordValue,
  ensureKey,
  formatReg,
  parseReg,
  type RegistryValue,
  setValue,
  stringValue,
} from '../src/index.ts';
import { sampleKey } from './sample.ts';

const path = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS';

/** Recorded from `reg export` of Wine 8.0, of a key with the content of `sampleKey`. */
const recorded = await readFile(new URL('fixtures/reg-export.reg', import.meta.url));

test('the text equals that of reg export byte for byte', () => {
  assert.deepEqual(formatReg(path, sampleKey()), recorded);
});

test('a root may be given by its short name', () => {
  assert.deepEqual(formatReg('hklm\\SOFTWARE\\Microsoft\\SMS', sampleKey()), recorded);
});

test('the text of reg export reads as what was exported', () => {
  const { version, sections } = parseReg(recorded);
  assert.equal(version, 5);
  assert.deepEqual(
    sections.map(section => section.path.slice(path.length)),
    ['', '\\Components', '\\Components\\SMS [brackets]', '\\Ключ'],
  );
  assert.deepEqual(
    sections[0]!.changes,
    sampleKey().values.map(value => ({ kind: 'set', value })),
  );
  assert.deepEqual(sections[3]!.changes, [{ kind: 'set', value: dwordValue('n', 0) }]);
});

test('a whole file', () => {
  const key = createKey('SMS');
  setValue(key, stringValue('Site Code', 'S01'));
  setValue(ensureKey(key, 'Identification'), dwordValue('', 255));
  const lines = [
    'Windows Registry Editor Version 5.00',
    '',
    '[HKEY_LOCAL_MACHINE\\SMS]',
    '"Site Code"="S01"',
    '',
    '[HKEY_LOCAL_MACHINE\\SMS\\Identification]',
    '@=dword:000000ff',
    '',
    '',
  ];
  assert.equal(formatReg('HKLM\\SMS', key).toString('utf16le'), `\ufeff${lines.join('\r\n')}`);
});

const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

for (const [what, value, expected] of [
  ['a string of two terminators', { type: 1, data: utf16('A\0\0') }, 'hex(1):41,00,00,00,00,00'],
  ['a string with a line break', { type: 1, data: utf16('A\n\0') }, 'hex(1):41,00,0a,00,00,00'],
  ['a string of odd length', { type: 1, data: new Uint8Array([65, 0, 0]) }, 'hex(1):41,00,00'],
  ['a string without data', { type: 1, data: new Uint8Array() }, 'hex(1):'],
  ['a DWORD of two bytes', { type: 4, data: new Uint8Array([1, 2]) }, 'hex(4):01,02'],
  ['a type beyond the known ones', { type: 0xffff0001, data: new Uint8Array([1]) }, 'hex(ffff0001):01'],
] as [string, Omit<RegistryValue, 'name'>, string][]) {
  test(`${what} is written so that it comes back`, () => {
    const key = createKey('K');
    key.values.push({ name: 'v', ...value });
    const bytes = formatReg('HKLM\\K', key);
    assert.ok(bytes.toString('utf16le').includes(`\r\n"v"=${expected}\r\n`));
    assert.deepEqual(parseReg(bytes).sections[0]!.changes, [{ kind: 'set', value: { name: 'v', ...value } }]);
  });
}

test('a string without terminator is written as it is, and comes back with the one that Windows gives it', () => {
  const key = createKey('K');
  key.values.push({ name: 'v', type: 1, data: utf16('A') });
  const bytes = formatReg('HKLM\\K', key);
  assert.ok(bytes.toString('utf16le').includes('\r\n"v"=hex(1):41,00\r\n'));
  const value = { name: 'v', type: 1, data: utf16('A\0') };
  assert.deepEqual(parseReg(bytes).sections[0]!.changes, [{ kind: 'set', value }]);
});

test('a line break in the name of a key cannot be expressed', () => {
  assert.throws(() => formatReg('HKLM\\a\nb', createKey('a\nb')), { code: 'REG_INVALID' });
});
