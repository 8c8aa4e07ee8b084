import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWire, encodeWire } from '@resite/host';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';

const leaf = fc.oneof(
  anyText().filter(text => text.isWellFormed()),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
  fc.uint8Array({ maxLength: 40 }),
);
const { message } = fc.letrec(tie => ({
  message: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('message')), fc.dictionary(fc.string(), tie('message'))),
}));

test('what is encoded comes back the same, in one line', () => {
  fc.assert(
    fc.property(message, value => {
      const line = encodeWire({ value });
      assert.ok(!/[\n\r]/.test(line));
      assert.deepEqual(decodeWire(line), { value: withPrototypes(value) });
    }),
  );
});

test('bytes and big integers have the form that the protocol says', () => {
  const line = encodeWire({
    data: Buffer.from('hi'),
    view: new Uint8Array([0, 255, 0]).subarray(1, 2),
    time: -5n,
    gone: undefined,
  });
  assert.equal(line, '{"data":{"$bytes":"aGk="},"view":{"$bytes":"/w=="},"time":{"$int":"-5"}}');
});

for (const line of ['', '{', '[1,]', '{"a":{"$int":"x"}}']) {
  test(`no message: ${line}`, () => {
    assert.throws(() => decodeWire(line), SyntaxError);
  });
}

/** fast-check also makes objects without a prototype. */
function withPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPrototypes);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withPrototypes(each)]));
}
