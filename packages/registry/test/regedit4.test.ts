import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  applyReg,
  codePages,
  createKey,
  deleteValue,
  diffKeys,
  dwordValue,
  ensureKey,
  expandStringValue,
  findKey,
  formatRegedit4,
  multiStringValue,
  parseReg,
  type RegistryKey,
  type RegistryValue,
  removeKey,
  stringValue,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';

const key = (...values: RegistryValue[]): RegistryKey => ({ ...createKey('K'), values });
const lines = (bytes: Buffer) => bytes.toString('latin1').split('\r\n');
const changes = (bytes: Uint8Array, codePage?: number) =>
  parseReg(bytes, codePage === undefined ? {} : { codePage }).sections[0]!.changes.map(change => {
    assert.ok(change.kind === 'set');
    return change.value;
  });

test('a whole file', () => {
  const tree = key(
    stringValue('Größe', 'C:\\SMS "€"'),
    expandStringValue('e', '%€%'),
    multiStringValue('m', ['a', 'ä']),
  );
  ensureKey(tree, 'Sub').values.push(dwordValue('', 255), { name: 'b', type: 3, data: new Uint8Array([0x80]) });
  const { bytes, leftOut } = formatRegedit4('HKLM\\K', tree);
  assert.deepEqual(leftOut, []);
  assert.deepEqual(lines(bytes), [
    'REGEDIT4',
    '',
    '[HKEY_LOCAL_MACHINE\\K]',
    '"Gr\xf6\xdfe"="C:\\\\SMS \\"\x80\\""',
    '"e"=hex(2):25,80,25,00',
    '"m"=hex(7):61,00,e4,00,00',
    '',
    '[HKEY_LOCAL_MACHINE\\K\\Sub]',
    '@=dword:000000ff',
    '"b"=hex:80',
    '',
    '',
  ]);
});

test('what the code page does not have is left out, and the file says so', () => {
  const tree = key(
    stringValue('plain', 'x'),
    stringValue('text', 'Ключ'),
    stringValue('', '漢'),
    stringValue('Имя', 'x'),
    multiStringValue('list', ['ж']),
    { name: 'odd', type: 1, data: new Uint8Array([65, 0, 0]) },
    stringValue('two\nlines', 'x'),
  );
  ensureKey(tree, 'Ключ\\below');
  const { bytes, leftOut } = formatRegedit4('HKLM\\K', tree);
  const missing = 'characters that code page 1252 does not have';
  assert.deepEqual(leftOut, [
    { path: 'HKEY_LOCAL_MACHINE\\K', value: 'text', reason: missing },
    { path: 'HKEY_LOCAL_MACHINE\\K', value: '', reason: missing },
    { path: 'HKEY_LOCAL_MACHINE\\K', value: 'Имя', reason: `its name: ${missing}` },
    { path: 'HKEY_LOCAL_MACHINE\\K', value: 'list', reason: missing },
    { path: 'HKEY_LOCAL_MACHINE\\K', value: 'odd', reason: 'it is a text of an odd number of bytes' },
    { path: 'HKEY_LOCAL_MACHINE\\K', value: 'two\nlines', reason: 'its name: a line break or NUL' },
    { path: 'HKEY_LOCAL_MACHINE\\K\\Ключ', reason: missing },
  ]);
  assert.deepEqual(lines(bytes), [
    'REGEDIT4',
    '',
    '; Left out, as REGEDIT4 in code page 1252 cannot say it:',
    `; [HKEY_LOCAL_MACHINE\\K] "text": ${missing}`,
    `; [HKEY_LOCAL_MACHINE\\K] the default value: ${missing}`,
    `; [HKEY_LOCAL_MACHINE\\K] "\\u0418\\u043c\\u044f": its name: ${missing}`,
    `; [HKEY_LOCAL_MACHINE\\K] "list": ${missing}`,
    '; [HKEY_LOCAL_MACHINE\\K] "odd": it is a text of an odd number of bytes',
    '; [HKEY_LOCAL_MACHINE\\K] "two\\u000alines": its name: a line break or NUL',
    `; [HKEY_LOCAL_MACHINE\\K\\\\u041a\\u043b\\u044e\\u0447] with all below it: ${missing}`,
    '',
    '[HKEY_LOCAL_MACHINE\\K]',
    '"plain"="x"',
    '',
    '',
  ]);
  assert.deepEqual(changes(bytes), [stringValue('plain', 'x')]);
});

for (const [codePage, text, bytes] of [
  [1251, 'Ключ', [0xca, 0xeb, 0xfe, 0xf7]],
  [1250, 'Žluť', [0x8e, 0x6c, 0x75, 0x9d]],
  [1253, 'Ω€', [0xd9, 0x80]],
  [874, 'ก', [0xa1]],
] as const) {
  test(`code page ${codePage} has ${text}`, () => {
    const file = formatRegedit4('HKLM\\K', key(stringValue(text, text), expandStringValue('e', text)), { codePage });
    assert.deepEqual(file.leftOut, []);
    const latin = Buffer.from(bytes).toString('latin1');
    assert.ok(lines(file.bytes).includes(`"${latin}"="${latin}"`));
    assert.deepEqual(changes(file.bytes, codePage), [stringValue(text, text), expandStringValue('e', text)]);
  });
}

test('of code pages with more than one byte a character, and of unknown ones, only ASCII is written', () => {
  for (const codePage of [932, 936, 949, 950, 12345]) {
    const { leftOut } = formatRegedit4('HKLM\\K', key(stringValue('a', 'ascii'), stringValue('b', '漢')), { codePage });
    assert.deepEqual(
      leftOut.map(({ value }) => value),
      ['b'],
    );
  }
});

test('code pages with more than one byte a character are read', () => {
  const text = (bytes: number[]) => [
    Buffer.from('REGEDIT4\r\n[HKLM\\K]\r\n"a"="'),
    Buffer.from(bytes),
    Buffer.from('"\r\n'),
  ];
  for (const [codePage, bytes, expected] of [
    [932, [0x93, 0xfa, 0x95, 0x5c], '日表'], // the second byte of the second one is a backslash
    [936, [0xd6, 0xd0], '中'],
    [949, [0xc7, 0xd1], '한'],
    [950, [0xa4, 0xa4], '中'],
  ] as [number, number[], string][]) {
    assert.deepEqual(changes(Buffer.concat(text(bytes)), codePage), [stringValue('a', expected)]);
  }
});

test('in every code page, what is ASCII comes back', () => {
  const ascii = String.fromCharCode(...Array.from({ length: 127 }, (_, index) => index + 1));
  for (const codePage of codePages) {
    const { bytes, leftOut } = formatRegedit4('HKLM\\K', key(stringValue('a', ascii)), { codePage });
    assert.deepEqual(leftOut, []);
    assert.deepEqual(changes(bytes, codePage), [stringValue('a', ascii)], String(codePage));
  }
});

test('bytes of REGEDIT4 that happen to be UTF-8 are not taken for it', () => {
  const { bytes } = formatRegedit4('HKLM\\K', key(stringValue('a', 'Ã¤')));
  assert.deepEqual(changes(bytes), [stringValue('a', 'Ã¤')]);
  assert.deepEqual(changes(Buffer.from('\ufeffREGEDIT4\n[HKLM\\K]\n"a"="ä"')), [stringValue('a', 'ä')]);
});

test('hex(1) of REGEDIT4 is text in ANSI', () => {
  const odd = [
    { name: 'two ends', type: 1, data: new Uint8Array(Buffer.from('€\0\0', 'utf16le')) },
    { name: 'a line break', type: 1, data: new Uint8Array(Buffer.from('a\nb\0', 'utf16le')) },
  ];
  const { bytes } = formatRegedit4('HKLM\\K', key(...odd));
  assert.ok(lines(bytes).includes('"two ends"=hex(1):80,00,00'));
  assert.deepEqual(changes(bytes), odd);
});

test('any tree comes back, but for what is listed as left out', () => {
  fc.assert(
    fc.property(keyTree, fc.constantFrom(...codePages), (tree, codePage) => {
      const { bytes, leftOut } = formatRegedit4('HKLM\\K', tree, { codePage });
      const read = createKey('K');
      applyReg(parseReg(bytes, { codePage }), 'HKLM\\K', read);
      const below = (path: string) => path.slice('HKEY_LOCAL_MACHINE\\K\\'.length);
      for (const { path, value } of leftOut) {
        if (value === undefined) removeKey(tree, below(path));
        else deleteValue(findKey(tree, below(path))!, value);
      }
      const differences = diffKeys(tree, read).filter(({ kind }) => kind !== 'class-changed');
      assert.deepEqual(differences, []);
      assert.deepEqual(formatRegedit4('HKLM\\K', read, { codePage }).leftOut, []);
    }),
    { numRuns: sampled(45, 1_500) },
  );
});
