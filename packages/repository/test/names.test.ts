import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { sampled } from '../../../scripts/sample.ts';
import { goBytes, goString } from '../src/text/go-string.ts';
import { isPrintable } from '../src/text/printable.ts';
import { quoteName, unquoteName } from '../src/text/quote.ts';
import { hardNames } from './hard-tree.ts';
import { backUp, makeRepository, resticOk, temporaryFolder } from './helpers.ts';
import { newerThanUnicode13 } from './newer-than-unicode-13.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(array => Buffer.from(array));
const texts = anyText({ minLength: 1, maxLength: 40 }).map(text => Buffer.from(text));
const names = fc.oneof(bytes, texts, fc.constantFrom(...hardNames));

test('any name comes back from its quoted form, which is printable', () => {
  fc.assert(
    fc.property(names, name => {
      const quoted = quoteName(name);
      assert.deepEqual(unquoteName(quoted), name);
      for (const character of quoted) assert.ok(isPrintable(character));
    }),
    { numRuns: sampled(500, 20_000) },
  );
});

for (const [quoted, name] of [
  ['\\"\\\\', '"\\'],
  ["\\'", "'"],
  ['\\a\\b\\f\\n\\r\\t\\v', '\x07\b\f\n\r\t\v'],
  ['\\x41\\u00e9\\U0001f600\\101', 'Aé😀A'],
] as const) {
  test(`${quoted} stands for ${JSON.stringify(name)}`, () => assert.deepEqual(unquoteName(quoted), Buffer.from(name)));
}

for (const quoted of ['\\', '\\x4', '\\q', '\\ud800', '\\U00110000', '\\400', 'a\\']) {
  test(`${quoted} is no quoted name`, () => assert.equal(unquoteName(quoted), undefined));
}

test('as many characters are printable as Unicode 15.0 has letters, marks, numbers, punctuation and symbols', () => {
  let count = 0;
  for (let code = 0; code < 0x110000; code += 1) {
    if ((code < 0xd800 || code > 0xdfff) && isPrintable(String.fromCodePoint(code))) count += 1;
  }
  assert.equal(count, 148_998);
});

test('strings are JSON that means the same, with the escapes of Go', () => {
  fc.assert(
    fc.property(anyText(), text => {
      assert.equal(JSON.parse(goString(text)), text.toWellFormed());
      assert.doesNotMatch(goString(text), /[<>&\u2028\u2029\x00-\x1f]/);
    }),
  );
  assert.equal(goString('<a> & "\\\u2028\x01'), '"\\u003ca\\u003e \\u0026 \\"\\\\\\u2028\\u0001"');
  assert.equal(goBytes(Buffer.from([0x61, 0xff, 0xe2, 0x82, 0x62])), '"a\\ufffd\\ufffd\\ufffdb"');
});

test('restic finds nothing new in trees with such names', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const seen = new Set<string>();
  for (const name of fc.sample(fc.oneof(bytes, texts), 1000)) {
    const text = name.toString('latin1');
    if (/[/\0]/.test(text) || text === '.' || text === '..' || name.length > 255 || seen.has(text)) continue;
    if (newerThanUnicode13.test(name.toString())) continue; // restic 0.14 escapes them, later ones don't
    seen.add(text);
    writeFileSync(Buffer.concat([Buffer.from(`${source}/`), name]), '');
  }
  assert.ok(seen.size > 400);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const ours = await backUp(repository, source);
  await resticOk(repository.location, ['backup', '--force', source]);
  const theirs = await repository.findSnapshot('latest');
  assert.equal(
    (await repository.find(theirs.tree, source))!.subtree,
    (await repository.find(ours.tree, source))!.subtree,
  );
});
