import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  applyReg,
  createKey,
  diffKeys,
  dwordValue,
  expandStringValue,
  formatReg,
  multiStringValue,
  parseReg,
  type RegistryKey,
  stringValue,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';

const head = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\K]\r\n';
const changesOf = (line: string) => parseReg(Buffer.from(`${head}${line}\r\n`)).sections[0]!.changes;
const set = (type: number, data: number[], name = 'v') => [
  { kind: 'set', value: { name, type, data: new Uint8Array(data) } },
];

for (const [line, expected] of [
  ['"v"=dword:0000002a', set(4, [42, 0, 0, 0])],
  ['"v"=DWORD:FFFFFFFF', set(4, [255, 255, 255, 255])],
  ['"v" = dword: 1 ; one', set(4, [1, 0, 0, 0])],
  ['  "v"=dword:1', set(4, [1, 0, 0, 0])],
  ['"v"=hex:', set(3, [])],
  ['"v"=hex:01,fF,3', set(3, [1, 255, 3])],
  ['"v"=hex:01,02,', set(3, [1, 2])],
  ['"v"=hex:01,\\\r\n  02,\\\r\n  03', set(3, [1, 2, 3])],
  ['"v"=hex:01,\\\n\t; between\n  02', set(3, [1, 2])],
  ['"v"=hex:\\\r\n  01', set(3, [1])],
  ['"v"=hex:01,\\; beside\r\n  02,\\ # and\r\n # between\r\n;\r\n\r\n  03', set(3, [1, 2, 3])],
  ['"v"=hex:01,\\', set(3, [1])],
  ['"v"=hex:01,02\\', set(3, [1, 2])],
  ['# a comment\\\n"v"=hex:01', set(3, [1])],
  ['"v"=hex(1):61,00', set(1, [0x61, 0, 0, 0])],
  ['"v"=hex(2):61,00', set(2, [0x61, 0, 0, 0])],
  ['"v"=hex(7):61,00,00,00,62,00', set(7, [0x61, 0, 0, 0, 0x62, 0, 0, 0])],
  ['"v"=hex(7):61,00,00,00', set(7, [0x61, 0, 0, 0])],
  ['"v"=hex(2):61,00,00', set(2, [0x61, 0, 0])],
  ['"v"=hex(2):', set(2, [])],
  ['"v"=hex(b):01,02', set(11, [1, 2])],
  ['"v"=hex(00000007):00', set(7, [0])],
  ['"v"=hex(ffffffff):00', set(0xffffffff, [0])],
  ['@="x"', [{ kind: 'set', value: stringValue('', 'x') }]],
  ['@=-', [{ kind: 'delete', name: '' }]],
  ['"v"=-', [{ kind: 'delete', name: 'v' }]],
  ['"a \\"b\\" \\\\c"="d \\"e\\" \\\\f"', [{ kind: 'set', value: stringValue('a "b" \\c', 'd "e" \\f') }]],
  ['"v"="a\\nb\\rc"', [{ kind: 'set', value: stringValue('v', 'a\nb\rc') }]],
  ['"v"="two\r\nlines"', [{ kind: 'set', value: stringValue('v', 'two\r\nlines') }]],
  ['"="="="', [{ kind: 'set', value: stringValue('=', '=') }]],
  ['; a comment', []],
  ['"v"="a;b" ; c', [{ kind: 'set', value: stringValue('v', 'a;b') }]],
] as const) {
  test(`${JSON.stringify(line)} is read`, () => assert.deepEqual(changesOf(line), expected));
}

for (const [line, problem] of [
  ['"v"="open', 'line 4 of the .reg file: the closing " is missing'],
  ['"v" dword:1', 'line 4 of the .reg file: the = after the name of the value is missing'],
  ['v="x"', 'line 4 of the .reg file: a value must begin with "name" or @'],
  [
    '"a"="b"\r\n"v"=dword:123456789',
    'line 5 of the .reg file: the data must be "text", dword: with up to 8 digits, hex: or hex(type):',
  ],
  ['"v"=str:x', 'line 4 of the .reg file: the data must be "text", dword: with up to 8 digits, hex: or hex(type):'],
  ['"v"=hex:01,\\\r\n  02,xx', 'line 5 of the .reg file: a byte of two hex digits is needed here'],
  ['"v"=hex:012', 'line 4 of the .reg file: a byte of two hex digits is needed here'],
  ['"v"=hex:01 02', 'line 4 of the .reg file: "02" is not understood'],
  ['"v"="a" b', 'line 4 of the .reg file: "b" is not understood'],
  ['"v"="C:\\SMS"', 'line 4 of the .reg file: "\\\\S" in a text is unknown; a backslash must be doubled'],
  ['[HKEY_LOCAL_MACHINE\\X', 'line 4 of the .reg file: a key must be given as [path] or [-path]'],
  ['[]', 'line 4 of the .reg file: a key must be given as [path] or [-path]'],
  ['[-HKLM\\X]\r\n"v"="x"', 'line 5 of the .reg file: values cannot follow a deleted [-key]'],
] as const) {
  test(`${JSON.stringify(line)} is refused with its line`, () => {
    assert.throws(() => changesOf(line), { code: 'REG_INVALID', message: problem });
  });
}

for (const [text, problem] of [
  ['', /^line 1 of the \.reg file: it must begin with/],
  ['Windows Registry Editor Version 6.00\r\n', /^line 1 of/],
  ['REGEDIT4\n"v"="x"', /^line 2 of the \.reg file: a value comes before the first \[key\]/],
] as const) {
  test(`the file ${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseReg(Buffer.from(text)), { code: 'REG_INVALID', message: problem });
  });
}

test('keys are set and deleted in their order; short roots are spelt out', () => {
  const { version, sections } = parseReg(
    Buffer.from('REGEDIT4\n\n[-HKLM\\A]\n[hklm\\A\\[b]]\n@=dword:1\n\n[-HKEY_USERS\\C]'),
  );
  assert.equal(version, 4);
  assert.deepEqual(sections, [
    { path: 'HKEY_LOCAL_MACHINE\\A', deleted: true, changes: [] },
    { path: 'HKEY_LOCAL_MACHINE\\A\\[b]', deleted: false, changes: [{ kind: 'set', value: dwordValue('', 1) }] },
    { path: 'HKEY_USERS\\C', deleted: true, changes: [] },
  ]);
});

const text = `${head}"ä"="größe"\r\n`;
for (const [encoding, bytes] of [
  ['UTF-16 with BOM', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`)],
  ['Latin-1', Buffer.from(text, 'latin1')],
] as const) {
  test(`${encoding} is recognised`, () => {
    assert.deepEqual(parseReg(bytes).sections[0]!.changes, [{ kind: 'set', value: stringValue('ä', 'größe') }]);
  });
}

test('REGEDIT4 has the bytes of strings in ANSI', () => {
  const bytes = Buffer.from(
    'REGEDIT4\r\n\r\n[HKLM\\K]\r\n"e"=hex(2):25,80,25,00\r\n"m"=hex(7):61,00,e4,00,00\r\n"b"=hex:80\r\n',
  );
  assert.deepEqual(parseReg(bytes).sections[0]!.changes, [
    { kind: 'set', value: expandStringValue('e', '%€%') },
    { kind: 'set', value: multiStringValue('m', ['a', 'ä']) },
    ...set(3, [0x80], 'b'),
  ]);
});

test('text in bytes of a REGEDIT4 file is ANSI, whatever its type, and ends in NUL', () => {
  const bytes = Buffer.from('REGEDIT4\n[HKLM\\K]\n"s"=hex(1):e4\n"e"=hex(2):80\n"m"=hex(7):61,00,e4\n');
  assert.deepEqual(parseReg(bytes).sections[0]!.changes, [
    { kind: 'set', value: stringValue('s', 'ä') },
    { kind: 'set', value: expandStringValue('e', '€') },
    ...set(7, [0x61, 0, 0, 0, 0xe4, 0, 0, 0], 'm'),
  ]);
});

test('bytes of a REGEDIT4 file that happen to be UTF-8 are not taken for it', () => {
  const bytes = Buffer.from('REGEDIT4\n[HKLM\\K]\n"v"="ä"\n');
  assert.deepEqual(parseReg(bytes).sections[0]!.changes, [{ kind: 'set', value: stringValue('v', 'Ã¤') }]);
});

test('any tree comes back from its text', () => {
  fc.assert(
    fc.property(keyTree, tree => {
      fc.pre(!namesBelow(tree).some(name => /[\r\n]/.test(name)));
      const bytes = formatReg('HKLM\\K', tree);
      const read = createKey('K');
      applyReg(parseReg(bytes), 'HKLM\\K', read);
      const expected = terminated(tree);
      const differences = diffKeys(expected, read).filter(({ kind }) => kind !== 'class-changed');
      assert.deepEqual(differences, []);
      assert.deepEqual(formatReg('HKLM\\K', read), formatReg('HKLM\\K', expected));
    }),
    { numRuns: sampled(45, 1_500) },
  );
});

test('whatever the text is, it is read or refused with a line', () => {
  const good = formatReg('HKLM\\K', { ...createKey('K'), values: [stringValue('a', 'b'), dwordValue('c', 1)] });
  const piece = fc.constantFrom(
    '"',
    '\\',
    '[',
    ']',
    '-',
    '=',
    'hex(',
    '):',
    'hex:',
    ',',
    '\r\n',
    '\r',
    '#',
    '@',
    ';',
    'dword:',
    'ff',
    ' ',
    '\0',
    '中',
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: good.length / 2 }),
      fc.array(piece, { maxLength: 12 }),
      (position, pieces) => {
        const changed = good.toString('utf16le');
        readsOrRefuses(Buffer.from(changed.slice(0, position) + pieces.join('') + changed.slice(position), 'utf16le'));
      },
    ),
    { numRuns: sampled(150, 5_000) },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readsOrRefuses));
});

function readsOrRefuses(bytes: Uint8Array): void {
  try {
    parseReg(bytes);
  } catch (error) {
    if (!isResiteError(error, 'REG_INVALID')) throw error;
    assert.match(error.message, /^line \d+ of the \.reg file: /);
  }
}

test('lines may end in CR alone, the last one in nothing', () => {
  const lines = [
    'Windows Registry Editor Version 5.00',
    '',
    '; one',
    '[HKEY_LOCAL_MACHINE\\K]',
    '"a"=hex:01,\\',
    '02',
    '"b"="x"',
  ];
  for (const end of ['\r', '\n', '\r\n'])
    assert.deepEqual(parseReg(Buffer.from(lines.join(end))).sections, [
      {
        path: 'HKEY_LOCAL_MACHINE\\K',
        deleted: false,
        changes: [...set(3, [1, 2], 'a'), { kind: 'set', value: stringValue('b', 'x') }],
      },
    ]);
  const wrong = [...lines, 'c'].join('\r');
  assert.throws(() => parseReg(Buffer.from(wrong)), { message: /^line 8 of/ });
  assert.deepEqual(changesOf('"v"=hex:01,\\').length, 1);
});

test('texts of a million characters are read', () => {
  const long = 'x'.repeat(1_000_000);
  const bytes = `hex:${'ab,'.repeat(1_000_000)}`;
  const comments = '; c\r\n\r\n'.repeat(200_000);
  const changes = changesOf(`${comments}"a"="${long}"\r\n"b"=${bytes}`);
  assert.deepEqual(
    changes.map(change => (change.kind === 'set' ? change.value.data.length : 0)),
    [2_000_002, 1_000_000],
  );
});

/** What Windows makes of texts that do not end in NUL. */
function terminated(key: RegistryKey): RegistryKey {
  const values = key.values.map(value => {
    const text = Buffer.from(value.data);
    const lacksNul = [1, 2, 7].includes(value.type) && /^(?:..)+$/s.test(text.toString('latin1'));
    if (!lacksNul || text.readUInt16LE(text.length - 2) === 0) return value;
    return { ...value, data: new Uint8Array([...text, 0, 0]) };
  });
  return { ...key, values, subkeys: key.subkeys.map(terminated) };
}

function namesBelow(key: RegistryKey): string[] {
  return [key.name, ...key.subkeys.flatMap(namesBelow)];
}
