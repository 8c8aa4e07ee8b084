import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIni, getIni, type Ini, iniEntries, iniSections, parseIni, removeIni, setIni } from '../src/index.ts';

const parse = (text: string): Ini => parseIni(Buffer.from(text, 'latin1'));
const format = (ini: Ini): string => formatIni(ini).toString('latin1');

const sample = [
  '; written by hand',
  '[SMS]',
  'SiteCode=SKZ',
  'SMS Unique ID=SKZ01000',
  'SMSPath=C:\\MS\\SMS',
  'LogonRoot=',
  '',
  '[Local]',
  'SetupPhase=installed',
  '',
  ' [Sight]',
  'Allow Takeover=Yes',
  'stray line',
  '',
].join('\r\n');

for (const [section, key, value] of [
  ['SMS', 'SMS Unique ID', 'SKZ01000'],
  ['sms', 'smspath', 'C:\\MS\\SMS'],
  ['SMS', 'LogonRoot', ''],
  ['Sight', 'Allow Takeover', 'Yes'],
  ['SMS', 'SetupPhase', undefined],
  ['Nothing', 'SMSPath', undefined],
] as const) {
  test(`[${section}] ${key} is ${value}`, () => assert.equal(getIni(parse(sample), section, key), value));
}

test('sections and entries come in file order', () => {
  assert.deepEqual(iniSections(parse(sample)), ['SMS', 'Local', 'Sight']);
  assert.deepEqual(iniEntries(parse(sample), 'Sight'), [{ key: 'Allow Takeover', value: 'Yes' }]);
});

for (const [what, section, key, expected] of [
  ['a value that is there', 'SMS', 'SITECODE', sample.replace('SiteCode=SKZ', 'SiteCode=new')],
  ['a new key', 'Local', 'X', sample.replace('SetupPhase=installed\r\n', 'SetupPhase=installed\r\nX=new\r\n')],
  ['a new section', 'Servers', 'X', `${sample}\r\n[Servers]\r\nX=new\r\n`],
] as const) {
  test(`setting ${what} changes nothing else`, () => {
    assert.equal(format(setIni(parse(sample), section, key, 'new')), expected);
  });
}

test('a key is added to a file that ends without a line end', () => {
  assert.equal(format(setIni(parse('[SMS]\nA=1'), 'SMS', 'B', '2')), '[SMS]\nA=1\nB=2\n');
});

test('a removed key leaves no line', () => {
  assert.equal(format(removeIni(parse(sample), 'SMS', 'logonroot')), sample.replace('LogonRoot=\r\n', ''));
  assert.equal(format(removeIni(parse(sample), 'SMS', 'Nothing')), sample);
});

test('property: any bytes survive', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      assert.deepEqual(new Uint8Array(formatIni(parseIni(bytes))), bytes);
    }),
  );
});

test('property: what was set is read back, once and in whatever file', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,8}[A-Za-z0-9]$/);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...sample.split('\r\n'))), word, word, word, (lines, section, key, value) => {
      const ini = setIni(parse(lines.join('\r\n')), section, key, value);
      assert.equal(getIni(ini, section, key), value);
      assert.equal(getIni(parse(format(ini)), section, key), value);
      assert.equal(setIni(ini, section, key, value).lines.length, ini.lines.length);
    }),
  );
});
