import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { runs } from '../../../scripts/sample.ts';
import { idOf, parseKnownIds } from '../src/index.ts';

const read = (text: string | Uint8Array) =>
  parseKnownIds(Buffer.from(text as string), 'ids.txt').map(one => [idOf(one), one.role, one.holder, one.where]);

const list =
  '# export of the database\r\n\r\nS0201005  pc1\r\ns0201006,PC2 ; a laptop\r\n  S0202000.UID LOGON2\nP0101007';

test('IDs, computers, UID files, comments and blank lines, with their lines', () => {
  assert.deepEqual(read(list), [
    ['S0201005', 'used', 'PC1', 'ids.txt:3'],
    ['S0201006', 'used', 'PC2', 'ids.txt:4'],
    ['S0202000', 'next', 'LOGON2', 'ids.txt:5'],
    ['P0101007', 'used', undefined, 'ids.txt:6'],
  ]);
});

test('as Notepad writes it: UTF-8 or UTF-16, with a byte order mark', () => {
  const utf16 = Buffer.from(`\ufeff${list}`, 'utf16le');
  assert.deepEqual(read(utf16), read(list));
  assert.deepEqual(read(Buffer.from(utf16).swap16()), read(list));
  assert.deepEqual(read(Buffer.from(`\ufeff${list}`)), read(list));
});

test('an empty list and one of comments hold nothing', () => {
  assert.deepEqual(read(''), []);
  assert.deepEqual(read('# nothing\n\n;\n'), []);
});

for (const [what, text, message] of [
  ['what is no ID', 'S0201005\nS02-1006\n', 'ids.txt:2: "S02-1006" is no SMS ID'],
  ['an ID that is too long', 'S02010055', 'ids.txt:1: "S02010055" is no SMS ID'],
  ['a path', 'C:\\SMS\\SMSID\\S0201005.UID', 'ids.txt:1: "C:\\\\SMS\\\\SMSID\\\\S0201005.UID" is no SMS ID'],
  ['a third word', 'S0201005 PC1 Mr. Smith', 'ids.txt:1: after the ID and a computer name there is "Mr. Smith"'],
  ['a name that no computer has', 'S0201005 a|b', 'ids.txt:1: "a|b" is no computer name'],
  ['bytes that a terminal would obey', '\x1b[2J', 'ids.txt:1: "\\u001b[2J" is no SMS ID'],
  ['a long line, which is cut', 'x'.repeat(100_000), `ids.txt:1: "${'x'.repeat(40)}…" is no SMS ID`],
  ['a file that is not text', 'S0201005\n\0\0', 'ids.txt:2: the file is not text'],
] as const) {
  test(`refused: ${what}`, () => {
    assert.throws(() => read(text), { code: 'KNOWN_IDS_INVALID', message });
  });
}

test('of many bad lines the first five are named', () => {
  assert.throws(() => read('bad\n'.repeat(9)), { message: /^(ids\.txt:[1-5]: .*\n){5}4 more lines of ids\.txt/ });
});

test('property: any bytes give IDs or a clear refusal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        for (const [id] of read(bytes)) assert.match(id!, /^[0-9A-Z]{8}$/);
      } catch (error) {
        assert.ok(isResiteError(error, 'KNOWN_IDS_INVALID'), String(error));
      }
    }),
    { numRuns: runs(500) },
  );
});
