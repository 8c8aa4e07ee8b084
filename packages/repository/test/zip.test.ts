import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { centralHeader, endOfArchive, localHeader, type ZipEntry } from '../src/dump/zip.ts';
import { zipArchive } from '../src/dump/zip-archive.ts';
import { dump, type OpenedRepository, type Snapshot, type TreeNode } from '../src/index.ts';
import { backUp, makeRepository, resticOk, temporaryFolder } from './helpers.ts';
import { inspectFolder } from './inspect.ts';

test('a folder is dumped as a zip archive that unzip and Python unpack to the same, and that lists what restic lists', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  fill(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const snapshot = await backUp(repository, source);
  for (const path of ['/', source]) {
    const zip = join(folder, `${path.length}.zip`);
    writeFileSync(zip, await zipped(repository, snapshot, path));
    execFileSync('unzip', ['-tq', zip], { stdio: ['ignore', 'ignore', 'inherit'] });
    const target = join(folder, `of-${path.length}`);
    execFileSync('unzip', ['-q', '-X', zip, '-d', target], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    assert.deepEqual(seen(join(target, source)), seen(source));
    const theirs = join(folder, `${path.length}-restic.zip`);
    await resticOk(repository.location, ['dump', '-a', 'zip', snapshot.id, path]).then(output =>
      writeFileSync(theirs, output, 'latin1'),
    );
    // restic leaves the folder itself out when it is named
    const isBoth = ({ name }: { name: string }) => path === '/' || name !== `${source.slice(1)}/`;
    assert.deepEqual(listed(zip).filter(isBoth), listed(theirs));
  }
});

test('names that are not UTF-8 and times outside of 1980 to 2107 are kept as far as zip has room', async () => {
  const name = Buffer.from([0x61, 0xff]);
  const bytes = await archived([
    [name, { type: 'file', modified: -1n }, 'odd'],
    [Buffer.from('far'), { type: 'file', modified: 9_000_000_000_000_000_000n }, ''],
    [Buffer.from('year one'), { type: 'file', modified: -62_135_596_800_000_000_000n }, 'x'],
  ]);
  const found = infoOf(bytes);
  assert.deepEqual(
    found.map(({ date }) => date),
    [
      [1980, 1, 1, 0, 0, 0],
      [2107, 12, 31, 23, 59, 58],
      [1980, 1, 1, 0, 0, 0],
    ],
  );
  assert.ok(bytes.includes(name));
  assert.equal(found[0]!.utf8, false);
});

test('many entries and large ones have ZIP64', async () => {
  const many = await archived(
    Array.from({ length: 66_000 }, (_, number): Entry => [Buffer.from(`f${number}`), { type: 'file' }, '']),
  );
  assert.equal(infoOf(many).length, 66_000);
  const large: ZipEntry = {
    name: Buffer.from('large'),
    mode: 0o100644,
    modified: 0n,
    isDeflated: true,
    isStreamed: true,
    isLarge: true,
    checksum: 1,
    size: 5_000_000_000n,
    packedSize: 4_500_000_000n,
    offset: 0n,
  };
  const behind = { ...large, name: Buffer.from('behind'), isStreamed: false, isLarge: false, size: 1n, packedSize: 1n };
  const list = Buffer.concat([centralHeader(large), centralHeader({ ...behind, offset: 4_600_000_000n })]);
  const header = localHeader(large);
  // Python reads the list alone, and allows anything before the archive.
  const end = endOfArchive({ count: 2, start: BigInt(header.length), size: BigInt(list.length) });
  const found = infoOf(Buffer.concat([header, list, end]), { isListOnly: true });
  assert.deepEqual(
    found.map(({ name, size, packed, offset }) => ({ name, size, packed, offset })),
    [
      { name: 'large', size: 5_000_000_000, packed: 4_500_000_000, offset: 0 },
      { name: 'behind', size: 1, packed: 1, offset: 4_600_000_000 },
    ],
  );
});

function fill(source: string): void {
  mkdirSync(join(source, 'empty folder'), { recursive: true });
  writeFileSync(join(source, 'empty'), '');
  writeFileSync(join(source, 'text ä 漢字'), 'again and '.repeat(1000));
  writeFileSync(join(source, 'noise'), randomBytes(5000));
  writeFileSync(join(source, 'large noise'), randomBytes(3_000_000));
  writeFileSync(join(source, 'large text'), 'again and again\n'.repeat(200_000));
  writeFileSync(join(source, 'program'), '#!/bin/sh\n', { mode: 0o755 });
  chmodSync(join(source, 'noise'), 0o711);
  symlinkSync('text ä 漢字', join(source, 'link'));
  symlinkSync('/nowhere', join(source, 'broken link'));
  utimesSync(join(source, 'program'), 1_000_000_001, 1_000_000_001);
  utimesSync(join(source, 'empty'), -5, -5);
}

/** What a zip archive keeps: no owners, nanoseconds, extended attributes and hard links. */
function seen(folder: string) {
  return Object.entries(inspectFolder(folder)).map(([path, { mode, modified, size, content, target }]) => ({
    path,
    mode,
    size,
    content,
    target,
    seconds: target === undefined ? (modified as bigint) / 1_000_000_000n : undefined,
  }));
}

async function zipped(repository: OpenedRepository, snapshot: Snapshot, path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  const write = async (bytes: Uint8Array) => {
    parts.push(Buffer.from(bytes));
  };
  await dump(repository, snapshot, path, write, { archive: 'zip' });
  return Buffer.concat(parts);
}

type Entry = [name: Buffer, node: Pick<TreeNode, 'type'> & Partial<TreeNode>, content: string];

async function archived(entries: readonly Entry[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const archive = zipArchive(async bytes => {
    parts.push(Buffer.from(bytes));
  });
  const times = { modified: 0n, accessed: 0n, changed: 0n };
  for (const [name, node, content] of entries) {
    const whole = { name, mode: 0o644, ...times, uid: 0, gid: 0, size: BigInt(content.length), ...node };
    await archive.add(name, whole, contentOf(content));
  }
  await archive.end();
  return Buffer.concat(parts);
}

async function* contentOf(text: string) {
  yield Buffer.from(text);
}

/** Names, modes, times and sizes; sizes packed are each program's own. */
const listed = (zip: string) =>
  infoOf(readFileSync(zip))
    .map(({ name, date, size, mode, utf8 }) => ({ name, date, size, mode, utf8 }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

interface Info {
  name: string;
  date: number[];
  size: number;
  packed: number;
  offset: number;
  mode: number;
  utf8: boolean;
}

function infoOf(archive: Buffer, { isListOnly = false } = {}): Info[] {
  const script = [
    'import io, json, sys, zipfile',
    'archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))',
    ...(isListOnly ? [] : ['assert archive.testzip() is None']),
    'print(json.dumps([dict(name=i.filename, date=i.date_time, size=i.file_size, packed=i.compress_size,',
    ' offset=i.header_offset, mode=i.external_attr >> 16, utf8=bool(i.flag_bits & 0x800)) for i in archive.infolist()]))',
  ].join('\n');
  const output = execFileSync('python3', ['-c', script], { input: archive, maxBuffer: 2 ** 26, encoding: 'utf8' });
  return JSON.parse(output) as Info[];
}
