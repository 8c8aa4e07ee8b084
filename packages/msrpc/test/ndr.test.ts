import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { runs, seed } from '../../../scripts/sample.ts';
import { contextHandle, NdrReader, NdrWriter, svcctl, winreg } from '../src/index.ts';
import { manager } from './operations/svcctl.ts';
import { key } from './operations/winreg.ts';
import { samba } from './support/samba.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const reader = (digits: string) => new NdrReader(Buffer.from(digits.replaceAll(' ', ''), 'hex'), 'the answer');
const written = (write: (writer: NdrWriter) => void) => {
  const writer = new NdrWriter();
  write(writer);
  return hex(writer.bytes());
};

test('numbers stand at multiples of their size', () => {
  const digits = written(writer => {
    writer.u8(1);
    writer.u16(2);
    writer.u8(3);
    writer.u32(4);
  });
  assert.equal(digits, '0100 0200 03000000 04000000'.replaceAll(' ', ''));
  const read = reader(digits);
  assert.deepEqual([read.u8(), read.u16(), read.u8(), read.u32(), read.left], [1, 2, 3, 4, 0]);
});

test('what pointers of a structure point to follows it, depth first', () => {
  const digits = written(writer =>
    writer.struct(() => {
      writer.pointer('a', outer => {
        writer.align(4);
        writer.u8(outer.charCodeAt(0));
        writer.pointer('b', inner => writer.u8(inner.charCodeAt(0)));
        writer.u8(0x21);
      });
      writer.pointer('c', last => writer.u8(last.charCodeAt(0)));
      writer.pointer(undefined, () => assert.fail());
      writer.u8(0x2e);
    }),
  );
  const expected = '00000200 04000200 00000000 2e 000000 | 61 000000 08000200 21 | 62 | 63';
  assert.equal(digits, expected.replaceAll(/[ |]/g, ''));
  const read = reader(digits);
  const text = read.struct(() => {
    const first = read.embedded(() =>
      read.struct(() => {
        read.align(4);
        const a = read.u8();
        const b = read.embedded(() => read.u8());
        const end = read.u8();
        return () => [a, b(), end];
      }),
    );
    const second = read.embedded(() => read.u8());
    const none = read.embedded(() => read.u8());
    const dot = read.u8();
    return () => [...first()!, second(), none(), dot];
  });
  assert.deepEqual(text, [0x61, 0x62, 0x21, 0x63, undefined, 0x2e]);
});

/** The least that is wrong in each. */
for (const [what, digits, read] of [
  ['a number is cut', '010203', (read: NdrReader) => read.u32()],
  ['a handle is cut', '00'.repeat(19), (read: NdrReader) => read.handle('key')],
  ['a text is longer than the answer', '02000000 00000000 02000000 4100', (read: NdrReader) => read.string()],
  ['a text is longer than its room', '01000000 00000000 02000000 41000000', (read: NdrReader) => read.string()],
  ['a text begins in the middle', '02000000 01000000 01000000 0000', (read: NdrReader) => read.string()],
  ['a text has no end', '01000000 00000000 01000000 4100', (read: NdrReader) => read.string()],
  ['a text has nothing, not even an end', '00000000 00000000 00000000', (read: NdrReader) => read.string()],
  ['four billion bytes are announced', 'ffffffff 00', (read: NdrReader) => read.array()],
  ['four billion structures are announced', 'ffffffff 00', (read: NdrReader) => read.count(36)],
  ['a list has another length than was said', '02000000 0000', (read: NdrReader) => read.structs(1, 1, () => () => 0)],
  ['a counted text has half a character', '0300 0400 00000000', counted],
  ['a counted text is longer than its room', '0400 0200 00000000', counted],
  ['a counted text is longer than it says', '0200 0400 01000000 02000000 00000000 02000000 41004200', counted],
  [
    'a pointer is null that must not be',
    '00000000',
    (read: NdrReader) => read.struct(() => read.embeddedReference(() => 0)),
  ],
] as const)
  test(`refused: ${what}`, () => {
    assert.throws(
      () => read(reader(digits)),
      error => isResiteError(error, 'RPC_ANSWER_INVALID'),
    );
  });

function counted(read: NdrReader) {
  return read.struct(() => read.countedString());
}

test('a counted text without a closing NUL is whole', () => {
  const read = reader('0400 0400 01000000 02000000 00000000 02000000 41004200');
  assert.equal(counted(read), 'AB');
});

for (const [what, write] of [
  ['a text with a NUL', (writer: NdrWriter) => writer.string('a\0b')],
  ['a counted text with a NUL', (writer: NdrWriter) => writer.countedString('a\0b')],
  ['a counted text that is too long', (writer: NdrWriter) => writer.countedString('x'.repeat(32_767))],
] as const)
  test(`not sent: ${what}`, () => {
    assert.throws(
      () => written(write),
      error => isResiteError(error, 'RPC_ARGUMENT_INVALID'),
    );
  });

for (const [what, write, size] of [
  ['u8', (writer: NdrWriter) => writer.u8(0xfe), 1],
  ['u16', (writer: NdrWriter) => writer.u16(0xfedc), 2],
  ['u32', (writer: NdrWriter) => writer.u32(0xfedcba98), 4],
  ['bytes', (writer: NdrWriter) => writer.raw(new Uint8Array(1000).fill(0xfe)), 1000],
] as const)
  test(`a request grows with what is written: ${what}`, () => {
    const once = written(write);
    const often = written(writer => {
      for (let times = 0; times < 1000; times++) write(writer);
    });
    assert.equal(once.length, size * 2);
    assert.equal(often, once.repeat(1000));
  });

test('a handle has twenty bytes', () => {
  assert.throws(() => contextHandle('key', new Uint8Array(19)), RangeError);
});

/** Text that Samba takes, too: whole characters, and no NUL. */
const characters = fc
  .integer({ min: 1, max: 0x10ffff })
  .filter(code => code < 0xd800 || code > 0xdfff)
  .map(code => String.fromCodePoint(code));
const names = fc.array(characters, { maxLength: 40 }).map(list => list.join(''));
const codeUnits = fc
  .array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 40 })
  .map(units => String.fromCharCode(...units));

test('any text comes back, unpaired surrogates too', () => {
  fc.assert(
    fc.property(codeUnits, text => {
      const counted = new NdrWriter();
      counted.struct(() => counted.countedString(text));
      const read = new NdrReader(counted.bytes(), 'this');
      assert.equal(
        read.struct(() => read.countedString()),
        text,
      );
      const plain = new NdrWriter();
      plain.string(text);
      assert.equal(new NdrReader(plain.bytes(), 'this').string(), text);
    }),
    { numRuns: runs(100), seed },
  );
});

test('Samba reads any value that we set', async () => {
  const values = fc.record({ name: names, type: fc.nat(), data: fc.uint8Array({ maxLength: 3000, size: 'max' }) });
  await fc.assert(
    fc.asyncProperty(values, async value => {
      const { binding, requests } = samba.server('winreg', { result: 0 });
      await winreg.setValue(binding, key.own, value);
      const { name, type, data } = requests[0]!.arguments;
      assert.equal((name as { name: string }).name, value.name);
      assert.deepEqual({ type, data }, { type: value.type, data: [...value.data] });
    }),
    { numRuns: runs(30), seed },
  );
});

test('Samba reads any service that we create', async () => {
  const services = fc.record(
    {
      name: names,
      imagePath: names,
      displayName: names,
      account: names,
      loadOrderGroup: names,
      encryptedPassword: fc.uint8Array({ maxLength: 33 }),
      startType: fc.constantFrom('SERVICE_AUTO_START' as const, 'SERVICE_DISABLED' as const),
    },
    { requiredKeys: ['name', 'imagePath', 'startType'] },
  );
  await fc.assert(
    fc.asyncProperty(services, async service => {
      const { binding, requests } = samba.server('svcctl', { out_TagId: null, out_handle: manager.samba, result: 0 });
      await svcctl.createService(binding, manager.own, service);
      const read = requests[0]!.arguments;
      assert.deepEqual(
        [read.ServiceName, read.binary_path, read.DisplayName, read.service_start_name, read.LoadOrderGroupKey],
        [
          service.name,
          service.imagePath,
          service.displayName ?? null,
          service.account ?? null,
          service.loadOrderGroup ?? null,
        ],
      );
      assert.deepEqual(read.password, service.encryptedPassword ? [...service.encryptedPassword] : null);
    }),
    { numRuns: runs(30), seed },
  );
});
