import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { anyText } from '../../../../scripts/any-text.ts';
import { sampled, seed } from '../../../../scripts/sample.ts';
import { decodeIndex, encodeIndex } from '../../src/format/index-file.ts';
import { decodeHeader, encodeHeader } from '../../src/format/pack-header.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/format/snapshot-file.ts';
import { decodeTree, encodeTree } from '../../src/format/tree.ts';
import { decodeKeyFile } from '../../src/keys/key-file.ts';
import { acquireLock, decodeLock } from '../../src/locks/lock.ts';
import { goString } from '../../src/text/go-string.ts';
import { quoteName, unquoteName } from '../../src/text/quote.ts';
import { formatRfc3339, parseRfc3339 } from '../../src/text/time.ts';
import { memoryTarget } from '../memory-target.ts';
import { Forger, forgedNode } from './forge.ts';

/** Seed and smallest example stand in what a failure says. */
const runs = { numRuns: sampled(250, 20_000), seed };

const id = 'ab'.repeat(32);
const time = '2026-01-02T03:04:05.123456789+01:00';

/** Values that a decoder must not believe. */
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, -1, 1.5, -0, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 64, 1e300, true, '', [], {}, [null]),
  fc.constantFrom(
    '..',
    '../..',
    '/etc/passwd',
    '\0',
    '\\x00',
    '\\',
    '\\q',
    '\\ud800',
    '\ud800',
    '\\400',
    '\\U00110000',
  ),
  fc.constantFrom(id.toUpperCase(), id.slice(1), `${id}0`, `../${id.slice(3)}`, 'latest'),
  fc.constantFrom(
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '0000-00-00T00:00:00Z',
    'now',
  ),
);
/** As text; an object may have a `toString` that is no function. */
const hostileText = hostile.map(part => (typeof part === 'string' ? part : JSON.stringify(part)));
/** Text in place of a value that `JSON.stringify` could not write. */
const raw = fc.constantFrom('1e400', '-1e400', '18446744073709551616', '-1', '1E5', '['.repeat(20_000), '"\\ud800"');

const nodes = {
  nodes: [
    {
      name: 'a\\xff',
      type: 'file',
      mode: 420,
      mtime: time,
      atime: time,
      ctime: time,
      uid: 1000,
      gid: 1000,
      user: 'me',
      group: 'us',
      inode: 12,
      device_id: 34,
      size: 5,
      links: 2,
      extended_attributes: [{ name: 'user.a', value: 'AAA=' }],
      generic_attributes: { 'windows.file_attributes': 32, 'windows.creation_time': { LowDateTime: 1 } },
      content: [id, id],
    },
    { name: 'b', type: 'dir', mode: 2_147_484_141, mtime: time, atime: time, ctime: time, content: null, subtree: id },
    { name: 'c', type: 'symlink', mtime: time, atime: time, ctime: time, linktarget: 'x', linktarget_raw: '/w==' },
    { name: 'd', type: 'dev', mtime: time, atime: time, ctime: time, device: 259, content: null },
  ],
};
const index = {
  packs: [
    {
      id,
      blobs: [
        { id, type: 'data', offset: 0, length: 100, uncompressed_length: 200 },
        { id, type: 'tree', offset: 100, length: 32 },
      ],
    },
  ],
};
const summary = {
  backup_start: time,
  backup_end: time,
  files_new: 1,
  files_changed: 2,
  files_unmodified: 3,
  dirs_new: 4,
  dirs_changed: 5,
  dirs_unmodified: 6,
  data_blobs: 7,
  tree_blobs: 8,
  data_added: 9,
  data_added_packed: 10,
  total_files_processed: 11,
  total_bytes_processed: 12,
};
const snapshot = {
  time,
  parent: id,
  tree: id,
  paths: ['/a'],
  hostname: 'h',
  username: 'u',
  uid: 1,
  gid: 2,
  excludes: ['x'],
  tags: ['t'],
  original: id,
  program_version: 'p',
  summary,
};
const lock = { time, exclusive: true, hostname: 'h', username: 'u', pid: 5, uid: 1, gid: 1 };
const key = {
  created: time,
  username: 'u',
  hostname: 'h',
  kdf: 'scrypt',
  N: 1024,
  r: 8,
  p: 1,
  salt: 'AAAA',
  data: 'AAAA',
};

const decoders: Record<string, { sound: object; decode(text: Buffer): unknown; encode(value: never): Buffer }> = {
  tree: { sound: nodes, decode: decodeTree, encode: encodeTree },
  index: { sound: index, decode: decodeIndex, encode: encodeIndex },
  snapshot: { sound: snapshot, decode: text => decodeSnapshot(id, text), encode: encodeSnapshot },
  lock: { sound: lock, decode: decodeLock, encode: value => Buffer.from(JSON.stringify(value)) },
  key: { sound: key, decode: decodeKeyFile, encode: value => Buffer.from(JSON.stringify(value)) },
};

/** Every place in a JSON value, as the keys that lead to it. */
function places(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, part]) => places(part, [...at, name]))];
}

const mark = 'what is put here';

function replaced(value: unknown, [first, ...rest]: string[], part: unknown): unknown {
  if (first === undefined) return part;
  const copy: Record<string, unknown> = structuredClone(value) as Record<string, unknown>;
  copy[first] = replaced(copy[first], rest, part);
  return copy;
}

/** A sound text with one value, or a few bytes, changed; or any bytes at all. */
function texts(sound: object): fc.Arbitrary<Buffer> {
  const whole = Buffer.from(JSON.stringify(sound));
  const place = fc.constantFrom(...places(sound));
  const value = fc.oneof(
    hostile.map(part => JSON.stringify(part) ?? 'null'),
    raw,
  );
  const withValue = fc
    .tuple(place, value)
    .map(([at, text]) =>
      Buffer.from(JSON.stringify(replaced(sound, at, mark)).replace(JSON.stringify(mark), () => text)),
    );
  const withBytes = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
    .map(changes => {
      const text = Buffer.from(whole);
      for (const [at, byte] of changes) text[at] = byte;
      return text;
    });
  const cut = fc.nat(whole.length).map(length => whole.subarray(0, length));
  const any = fc
    .oneof(
      fc.uint8Array(),
      fc.json().map(text => Buffer.from(text)),
    )
    .map(bytes => Buffer.from(bytes));
  return fc.oneof({ weight: 6, arbitrary: withValue }, { weight: 3, arbitrary: withBytes }, cut, any);
}

/** What a decoder gives, undefined when it refuses; anything but a refusal fails the test. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof RangeError && /not an RFC 3339 time/.test(error.message)))
      return undefined;
    throw error;
  }
}

for (const [what, { sound, decode, encode }] of Object.entries(decoders)) {
  test(`a sound ${what} is read`, () => {
    const value = decode(Buffer.from(JSON.stringify(sound)));
    assert.deepEqual(decode(encode(value as never)), value);
  });

  test(`a hostile ${what} is refused or comes back as it was read`, () => {
    fc.assert(
      fc.property(texts(sound), text => {
        const value = attempt(() => decode(text));
        if (value === undefined) return;
        const written = encode(value as never);
        assert.equal(encode(decode(written) as never).toString(), written.toString());
      }),
      runs,
    );
  });
}

test('any pack header is refused or comes back byte for byte', () => {
  const entry = fc.tuple(fc.constantFrom(0, 1, 2, 3, 4, 255), fc.uint8Array({ minLength: 36, maxLength: 40 }));
  const entries = fc
    .array(entry, { maxLength: 5 })
    .map(all => Buffer.concat(all.map(([kind, rest]) => Buffer.of(kind, ...rest))));
  fc.assert(
    fc.property(fc.oneof(entries, fc.uint8Array({ maxLength: 300 })), bytes => {
      const blobs = decodeHeader(Buffer.from(bytes));
      if (blobs !== undefined) assert.deepEqual(encodeHeader(blobs), Buffer.from(bytes));
    }),
    runs,
  );
});

test('any text is no time or comes back as one, and all digits count', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const like = fc
    .tuple(
      digits(4),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      fc.stringMatching(/^(\.\d{1,12})?(Z|[+-]\d\d:\d\d)$/),
    )
    .map(
      ([year, month, day, hour, minute, second, rest]) => `${year}-${month}-${day}T${hour}:${minute}:${second}${rest}`,
    );
  fc.assert(
    fc.property(fc.oneof(like, fc.string(), hostileText), text => {
      const value = attempt(() => parseRfc3339(text));
      if (value === undefined || text.startsWith('0000') || text.startsWith('9999')) return; // the zone may lead out of the years that there are
      assert.equal(parseRfc3339(formatRfc3339(value)), value);
      assert.equal(Number(text.slice(5, 7)) <= 12, true);
    }),
    runs,
  );
});

test('any quoted name is refused or comes back as the same bytes', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\\',
      '\\x',
      '\\u',
      '\\U',
      '\\0',
      '\\n',
      '\\"',
      "\\'",
      '"',
      '\\xff',
      '\\u00e9',
      '\\ud800',
      '\\777',
      '\\U0010ffff',
    ),
    anyText({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }).map(all => all.join('')),
      quoted => {
        const name = unquoteName(quoted);
        if (name === undefined) return;
        assert.deepEqual(unquoteName(quoteName(name)), name);
        assert.equal(JSON.parse(goString(quoteName(name))), quoteName(name));
      },
    ),
    runs,
  );
});

for (const [what, cost] of [
  ['gigabytes of memory', { N: 2 ** 30, r: 8, p: 1 }],
  ['hours', { N: 2 ** 15, r: 8, p: 2 ** 20 }],
  ['a cost that there is not', { N: 1000, r: 8, p: 1 }],
  ['no cost', { N: 0, r: 0, p: 0 }],
] as const) {
  test(`a key file that asks for ${what} is refused`, async () => {
    assert.throws(() => decodeKeyFile(Buffer.from(JSON.stringify({ ...key, ...cost }))), SyntaxError);
  });
}

/** What users meet when somebody with the keys has written the file: an error with a code, whatever they do. */
for (const type of ['config', 'keys', 'snapshots', 'index', 'tree', 'locks'] as const) {
  test(`whatever the ${type} of a forged repository say, every error has a code`, async () => {
    const sound = {
      config: { version: 2, id, chunker_polynomial: '25b468838dcb75' },
      keys: key,
      snapshots: snapshot,
      index,
      tree: nodes,
      locks: lock,
    }[type];
    const batch = fc.array(texts(sound), { minLength: 10, maxLength: 10 }); // they wait for their locks together
    const property = fc.asyncProperty(batch, all => Promise.all(all.map(text => useForged(type, text))).then(() => {}));
    await fc.assert(property, { numRuns: sampled(2, 100), seed });
  });
}

async function useForged(type: 'config' | 'keys' | 'snapshots' | 'index' | 'tree' | 'locks', text: Buffer) {
  const forger = await Forger.begin();
  const { backend, store } = forger;
  if (type === 'config') await backend.save('config', '', [store.sealer.seal(text)]);
  else if (type === 'keys') {
    for (const { name } of await backend.list('keys')) await backend.remove('keys', name);
    await backend.save('keys', 'cd'.repeat(32), [text]);
  } else if (type === 'tree') {
    const [tree] = await forger.blobs([{ type: 'tree', content: text }]);
    await forger.snapshot(tree!);
  } else await store.saveUnpacked(type, text);
  if (type === 'locks') {
    await attemptCoded(async () =>
      (await acquireLock(store, { exclusive: true, timing: { settling: 0, unreadableWaits: [] } })).release(),
    );
    return;
  }
  await attemptCoded(async () => {
    const repository = await forger.open();
    const uses = [
      () => repository.check({ readData: true }),
      () => repository.snapshots(),
      async () => repository.restore((await repository.findSnapshot('latest')).tree, memoryTarget()),
    ];
    for (const use of uses) await attemptCoded(use);
    await repository.close();
  });
}

async function attemptCoded(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isResiteError(error)) throw error;
  }
}

test('a blob that claims to hold gigabytes costs no gigabytes', async () => {
  const forger = await Forger.begin();
  const bomb = Buffer.from('28b52ffd a4 00000080 4d0000 0800010000'.replaceAll(' ', ''), 'hex'); // a frame that announces 2 GiB
  const honest = Buffer.alloc(1000, 'a');
  const [big, wrong] = await forger.blobs([
    { type: 'data', content: honest, plainLength: 0xffff_ffff },
    { type: 'data', content: Buffer.from('other'), frame: bomb, plainLength: 0x8000_0000 },
  ]);
  const tree = await forger.tree([
    forgedNode('a', { size: 4_294_967_295n, content: [big!] }),
    forgedNode('b', { size: 2_147_483_648n, content: [wrong!] }),
  ]);
  const before = process.memoryUsage.rss();
  const repository = await forger.open();
  const target = memoryTarget();
  const { failed } = await repository.restore(tree, target);
  assert.deepEqual(
    failed.map(({ path, error }) => [path, isResiteError(error, 'REPOSITORY_DAMAGED')]),
    [
      ['/a', true],
      ['/b', true],
    ],
  );
  const { problems } = await repository.check({ readData: true });
  assert.equal(problems.filter(problem => problem.startsWith('blob')).length, 2);
  assert.ok(
    process.memoryUsage.rss() - before < 200 * 2 ** 20,
    `${(process.memoryUsage.rss() - before) / 2 ** 20} MiB`,
  );
  await repository.close();
});
