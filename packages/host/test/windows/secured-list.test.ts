import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileInfo } from '../../src/host.ts';
import { securedLists } from '../../src/windows/files/secured-list.ts';

const began = Date.parse('1996-08-01T12:00:00Z');
const nanoseconds = (secondsBefore: number) => BigInt(began - secondsBefore * 1000) * 1_000_000n;
const file = (name: string, changes: Partial<FileInfo> = {}): FileInfo => ({
  name,
  type: 'file',
  size: 10,
  modified: nanoseconds(1000),
  changed: nanoseconds(100),
  attributes: 0x20,
  ...changes,
});

/** A folder whose list is `first` and then `second`; the names of the children whose permissions were asked for the second time. */
async function askedAgain(first: readonly FileInfo[], second: readonly FileInfo[], folder = 'C:\\SMS') {
  const lists = [first, second];
  const asked: string[][] = [];
  let answers = 0;
  const list = securedLists({
    list: async () => {
      asked.push([]);
      return [...lists.shift()!];
    },
    readSecurity: async path => {
      asked.at(-1)!.push(path.slice(path.lastIndexOf('\\') + 1));
      return { value: Uint8Array.of(++answers) };
    },
    now: async () => new Date(began),
  });
  const known = await list('C:\\SMS', undefined);
  const again = await list(folder, known);
  assert.deepEqual(
    again.map(({ securityDescriptor, ...info }) => info),
    second,
  );
  for (const info of again) {
    const before = known.find(({ name }) => name === info.name)?.securityDescriptor;
    if (asked[1]!.includes(info.name)) assert.notDeepEqual(info.securityDescriptor, before);
    else assert.deepEqual(info.securityDescriptor, before);
  }
  return asked[1];
}

test('permissions of what has not changed are given again, all else is new', async () => {
  const before = [file('A'), file('B'), file('C')];
  assert.deepEqual(await askedAgain(before, before), []);
  assert.deepEqual(await askedAgain(before, [file('A', { attributes: 1 }), file('B'), file('D')]), ['D']);
});

for (const [what, changes] of Object.entries<Partial<FileInfo>>({
  'the change time': { changed: nanoseconds(99) },
  'the time of the last write': { modified: nanoseconds(999) },
  'the size': { size: 11 },
  'the kind': { type: 'directory' },
}))
  test(`they are asked again when ${what} is another`, async () => {
    assert.deepEqual(await askedAgain([file('A'), file('B')], [file('A', changes), file('B')]), ['A']);
  });

test('they are asked again when a later change could show the same time', async () => {
  const fresh = file('A', { changed: nanoseconds(1) });
  assert.deepEqual(await askedAgain([fresh, file('B')], [fresh, file('B')]), ['A']);
});

test('they are asked again where there are no change times: FAT shows none, Samba that of the last write', async () => {
  for (const changed of [0n, nanoseconds(1000)]) {
    const children = [file('A', { changed })];
    assert.deepEqual(await askedAgain(children, children), ['A']);
  }
});

test('a list of another folder is no earlier list', async () => {
  assert.deepEqual(await askedAgain([file('A')], [file('A')], 'C:\\MS'), ['A']);
});
