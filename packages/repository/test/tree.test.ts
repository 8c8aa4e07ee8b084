import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../scripts/sample.ts';
import { isSameTree } from '../src/archive/same-tree.ts';
import { optionalFields } from '../src/contract/node.ts';
import { decodeTree, encodeTree } from '../src/format/tree.ts';
import type { TreeNode } from '../src/index.ts';
import { parseJson } from '../src/text/big-json.ts';
import { formatRfc3339, parseRfc3339 } from '../src/text/time.ts';

const time = fc.bigInt({ min: -62_000_000_000_000_000_000n, max: 253_000_000_000_000_000_000n });
const unsigned = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength }).map(array => Buffer.from(array));
const text = fc.string({ unit: 'grapheme', minLength: 1 });
const id = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(array => Buffer.from(array).toString('hex'));

const attribute = fc.tuple(text, bytes(20)).map(([name, value]) => ({ name, value }));

const yearOne = -62_135_596_800_000_000_000n;
const fieldOf = { mtime: 'modified', atime: 'accessed', ctime: 'changed', uid: 'uid', gid: 'gid' } as const;

/** What a node does not say is as Go reads it. */
function withoutAbsent(node: TreeNode): TreeNode {
  const fields = (node.absent ?? []).map(field => [fieldOf[field], field.endsWith('time') ? yearOne : 0]);
  return { ...node, ...Object.fromEntries(fields) };
}

const node: fc.Arbitrary<TreeNode> = fc
  .record(
    {
      name: bytes(30),
      type: fc.constantFrom('file', 'dir', 'symlink', 'dev', 'chardev', 'fifo'),
      mode: fc.integer({ min: 0, max: 0xffff_ffff }),
      modified: time,
      accessed: time,
      changed: time,
      uid: fc.integer({ min: 0, max: 0xffff_ffff }),
      gid: fc.integer({ min: 0, max: 0xffff_ffff }),
      user: text,
      group: text,
      inode: unsigned,
      deviceId: unsigned,
      size: unsigned,
      links: unsigned,
      linkTarget: bytes(30),
      extendedAttributes: fc.array(attribute, { minLength: 1 }),
      genericAttributes: fc.dictionary(
        text.filter(key => key !== '__proto__' && !/^\d+$/.test(key)),
        fc.oneof(text, fc.integer(), unsigned),
      ),
      device: unsigned,
      subtree: id,
      absent: fc.subarray([...optionalFields], { minLength: 1 }),
    },
    { requiredKeys: ['name', 'type', 'mode', 'modified', 'accessed', 'changed', 'uid', 'gid'], noNullPrototype: true },
  )
  .map(withoutAbsent)
  .chain(made => fc.array(id).map(content => (made.type === 'file' ? { ...made, content } : made)));

test('any node comes back from its tree', () => {
  fc.assert(
    fc.property(fc.array(node, { maxLength: 4 }), nodes => {
      const blob = encodeTree(nodes);
      const decoded = decodeTree(blob);
      assert.deepEqual(encodeTree(decoded), blob);
      assert.deepEqual(decoded.map(plain), nodes.map(plain));
    }),
    { numRuns: runs(500) },
  );
});

test('two trees are the same exactly when they are written alike', () => {
  const field = fc.constantFrom<keyof TreeNode>(
    ...(['name', 'type', 'mode', 'modified', 'accessed', 'changed', 'uid', 'gid', 'user', 'group', 'inode'] as const),
    ...(['deviceId', 'size', 'links', 'device', 'linkTarget', 'extendedAttributes', 'genericAttributes'] as const),
    ...(['content', 'subtree'] as const),
  );
  const empty = {
    inode: 0n,
    deviceId: 0n,
    size: 0n,
    links: 0n,
    device: 0n,
    user: '',
    group: '',
    extendedAttributes: [],
  };
  fc.assert(
    fc.property(
      fc.array(node, { minLength: 1, maxLength: 3 }),
      node,
      fc.array(field),
      fc.boolean(),
      (nodes, other, fields, isEmpty) => {
        const [first, ...rest] = nodes as [TreeNode, ...TreeNode[]];
        const mixed: TreeNode = { ...first };
        const from: Partial<TreeNode> = isEmpty ? { ...empty, linkTarget: Buffer.alloc(0) } : other;
        for (const name of fields) if (name in from) Object.assign(mixed, { [name]: from[name] });
        const changed = [withoutAbsent(mixed), ...rest];
        assert.equal(isSameTree(nodes, changed), encodeTree(nodes).equals(encodeTree(changed)));
        assert.equal(isSameTree(changed, nodes), isSameTree(nodes, changed));
        assert.equal(isSameTree(nodes, rest), false);
        const { genericAttributes: _, ...plainNode } = first;
        assert.equal(isSameTree([plainNode], decodeTree(encodeTree([plainNode]))), true);
      },
    ),
    { numRuns: runs(500) },
  );
});

/** Integers in raw JSON may come as number or bigint, as they fit. */
function plain({ genericAttributes, ...rest }: TreeNode) {
  if (genericAttributes === undefined) return rest;
  return {
    ...rest,
    generic: Object.entries(genericAttributes)
      .map(([key, value]) => [key, String(value)])
      .sort(),
  };
}

test('a tree is written byte for byte as restic writes it', () => {
  const common = { modified: 1_577_836_800_123_000_000n, accessed: 0n, changed: 1n, uid: 1000, gid: 0 };
  const zone = formatRfc3339(0n).slice(19);
  const blob = encodeTree([
    {
      ...common,
      name: Buffer.from('a&"\xff', 'latin1'),
      type: 'file',
      mode: 0o644,
      size: 0n,
      links: 1n,
      inode: 2n ** 64n - 1n,
      content: [],
    },
    { ...common, name: Buffer.from('b'), type: 'dir', mode: 2_147_484_141, subtree: 'ab'.repeat(32) },
    {
      ...common,
      name: Buffer.from('c'),
      type: 'symlink',
      mode: 134_218_239,
      user: 'me',
      linkTarget: Buffer.from('<x>'),
    },
  ]);
  const modified = formatRfc3339(common.modified);
  const times = `"mtime":"${modified}","atime":"${formatRfc3339(0n)}","ctime":"${formatRfc3339(1n)}","uid":1000,"gid":0`;
  assert.equal(
    blob.toString(),
    [
      `{"nodes":[{"name":"a\\u0026\\\\\\"\\\\xff","type":"file","mode":420,${times},"inode":18446744073709551615,"links":1,"content":[]}`,
      `{"name":"b","type":"dir","mode":2147484141,${times},"content":null,"subtree":"${'ab'.repeat(32)}"}`,
      `{"name":"c","type":"symlink","mode":134218239,${times},"user":"me","linktarget":"\\u003cx\\u003e","content":null}]}\n`,
    ].join(','),
  );
  assert.ok(modified.endsWith(`.123${zone}`));
});

for (const text of [
  '',
  'null',
  '[]',
  '{}',
  '{"nodes":null}',
  '{"nodes":[{}]}',
  '{"nodes":[{"name":"\\\\q"}]}',
  '{"nodes":[null]}',
]) {
  test(`${text || 'nothing'} is not a tree`, () => assert.throws(() => decodeTree(Buffer.from(text))));
}

test('times come back, whatever their year', () => {
  fc.assert(fc.property(time, value => assert.equal(parseRfc3339(formatRfc3339(value)), value)));
});

for (const [text, value] of [
  ['1970-01-01T00:00:00Z', 0n],
  ['1969-12-31T23:59:59.999999999Z', -1n],
  ['2005-05-05T05:05:05.5+02:30', 1_115_260_505_500_000_000n],
  ['0001-01-01T00:00:00Z', -62_135_596_800_000_000_000n],
] as const) {
  test(`${text} is ${value} ns`, () => assert.equal(parseRfc3339(text), value));
}

for (const text of ['', 'yesterday', '2005-05-05', '2005-13-05T05:05:05Z', '2005-05-05T05:05:05']) {
  test(`"${text}" is not a time`, () => assert.throws(() => parseRfc3339(text), RangeError));
}

test('years beyond what the format holds are clamped', () => {
  assert.match(formatRfc3339(10n ** 21n), /^9999-12-31T/);
  assert.match(formatRfc3339(-(10n ** 21n)), /^0000-01-01T/);
});

test('long integers come back exactly, and text that looks like them stays text', () => {
  const parsed = parseJson(
    '{"a":18446744073709551615,"b":[-9007199254740993,1],"c":":1234567890123456789","d":1.5e20}',
  );
  assert.deepEqual(parsed, {
    a: 18_446_744_073_709_551_615n,
    b: [-9_007_199_254_740_993n, 1],
    c: ':1234567890123456789',
    d: 1.5e20,
  });
});
