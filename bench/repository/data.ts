import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fill, type Kind } from './content.ts';
import { Random } from './random.ts';

const filesPerFolder = 100;
/** What lies on a server of a branch: logs and scripts, inventory records, programs, packages that are compressed already. */
const kinds: readonly Kind[] = [
  'text',
  'text',
  'text',
  'text',
  'records',
  'records',
  'code',
  'code',
  'packed',
  'packed',
];
const mostBytes = 400_000;

/** Files of 1 to 400 KB, most of them below 10; the same each time. Returns the sum of their bytes. */
export function makeSmallFiles(folder: string, count: number): number {
  const random = new Random(1);
  let bytes = 0;
  for (let number = 0; number < count; number += 1) {
    if (number % filesPerFolder === 0) mkdirSync(join(folder, folderOf(number)), { recursive: true });
    // The sum of three evenly spread numbers is close to a bell: sizes are then log-normal, with a median of 6 KB.
    const bell = random.fraction() + random.fraction() + random.fraction() - 1.5;
    const size = Math.min(Math.round(6000 * Math.exp(2.2 * bell)), mostBytes);
    bytes += size;
    writeFileSync(pathOf(folder, number), makeContent(kinds[number % kinds.length]!, size, number));
  }
  return bytes;
}

/** One folder of so many small files. Returns the sum of their bytes. */
export function makeFlatFolder(folder: string, count: number): number {
  const random = new Random(3);
  mkdirSync(folder);
  let bytes = 0;
  for (let number = 0; number < count; number += 1) {
    const content = makeContent('text', 200 + (random.next() % 2000), number);
    writeFileSync(join(folder, `record-${number}.txt`), content);
    bytes += content.length;
  }
  return bytes;
}

/** So many small files, which are copies of those of a tree, each with a first line of its own. Returns the sum of their bytes. */
export function makeManyFiles(folder: string, from: readonly string[], count: number): number {
  const contents = from.map(path => readFileSync(path)).filter(({ length }) => length > 0 && length <= 4000);
  let bytes = 0;
  for (let number = 0; number < count; number += 1) {
    const below = join(folder, `${Math.floor(number / 50_000)}`, `${Math.floor(number / 50)}`);
    if (number % 50 === 0) mkdirSync(below, { recursive: true });
    const content = Buffer.concat([Buffer.from(`${number}\n`), contents[number % contents.length]!]);
    writeFileSync(join(below, `${number}.c`), content);
    bytes += content.length;
  }
  return bytes;
}

/** Eight files of equal size: three of text, two of records, one of programs, two that are compressed already. */
export function makeBigFiles(folder: string, bytes: number): number {
  mkdirSync(folder);
  const order: Kind[] = ['text', 'records', 'packed', 'text', 'code', 'packed', 'records', 'text'];
  const size = Math.floor(bytes / order.length);
  const piece = Buffer.alloc(8 * 1024 * 1024);
  for (const [number, kind] of order.entries()) {
    const file = openSync(join(folder, `${number}.${kind}`), 'wx');
    const random = new Random(1000 + number);
    for (let written = 0; written < size; ) {
      const part = piece.subarray(0, Math.min(piece.length, size - written));
      fill(part, kind, random);
      written += writeSync(file, part);
    }
    closeSync(file);
  }
  return size * order.length;
}

function makeContent(kind: Kind, size: number, seed: number): Buffer {
  const content = Buffer.alloc(size);
  fill(content, kind, new Random(seed));
  return content;
}

const folderOf = (number: number) =>
  join(`part${Math.floor(number / 10_000)}`, `folder${Math.floor(number / filesPerFolder)}`);
const pathOf = (folder: string, number: number) => join(folder, folderOf(number), `file${number}.dat`);
