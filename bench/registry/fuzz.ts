/**
 * Looks for hives and logs that the registry package cannot bear: `node bench/registry/fuzz.ts [seconds] [seed]`. Inputs that
 * reach new code are kept and changed further (block coverage of V8). A fault ends the run and is stored as a file.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { isResiteError } from '@resite/errors';
import {
  binaryValue,
  checkHive,
  createKey,
  diffKeys,
  editHive,
  ensureKey,
  hiveFormats,
  parseHive,
  recoverHive,
  salvageHive,
  securityDescriptorToSddl,
  stringValue,
  walkHive,
  writeHive,
} from '../../packages/registry/src/index.ts';

const seconds = Number(process.argv[2] ?? 60);
let state = Number(process.argv[3] ?? Date.now()) >>> 0;
const slowest = 5000; // milliseconds for one input; the hives here have some 30 KB

/** Numbers at which something ends; the last ones begin log files. */
const special = [0, 1, 0xffffffff, 0x7fffffff, 0x80000000, 0x80000004, 0xfffffff8, 4096, 0x656c7648, 0x54524944, 6];

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const corpus = seeds();
const seen = new Set<string>();
for (const input of corpus) {
  exercise(input);
  await reachesNewCode();
}
let count = 0;
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  const input = change(corpus[random(corpus.length)]!);
  const begin = performance.now();
  try {
    exercise(input);
    if (performance.now() - begin > slowest) throw new Error(`took ${performance.now() - begin} ms`);
  } catch (error) {
    const file = `fuzz-${Date.now()}.hiv`;
    writeFileSync(file, input);
    throw new Error(`input ${count} is in ${file}`, { cause: error });
  }
  count++;
  if (await reachesNewCode()) corpus.push(input);
}
console.log(`${count} inputs, ${corpus.length} kept, ${seen.size} blocks`);
session.disconnect();

/** Whatever the bytes are: clear errors, no other outcome, and the readers agree. */
function exercise(input: Buffer): void {
  const { root: salvaged } = salvageHive(input);
  if (salvaged) diffKeys(salvaged, salvaged);
  const problems = checkHive(input);
  tolerate(() =>
    recoverHive(input, [
      { name: 'LOG1', bytes: input.subarray(512) },
      { name: 'LOG2', bytes: input },
    ]),
  );
  const tree = tolerate(() => parseHive(input).root);
  let visited = false;
  tolerate(() => {
    walkHive(input, {});
    visited = true;
  });
  if ((tree !== undefined) !== visited) throw new Error('parseHive and walkHive disagree');
  if (tree === undefined) return;
  if (tree.securityDescriptor) tolerate(() => securityDescriptorToSddl(tree.securityDescriptor!));
  // volatile keys are never written
  if (problems.some(({ kind, severity }) => severity === 'damage' || kind === 'volatile')) return;
  const written = tolerate(() => writeHive(tree, { minorVersion: 5 }));
  if (written && diffKeys(tree, parseHive(written).root).length > 0) throw new Error('what was written differs');
  tolerate(() => {
    const hive = editHive(input);
    for (const { name } of tree.subkeys) hive.removeKey(name);
    hive.setValue('', binaryValue('new', new Uint8Array(5000)));
    const left = checkHive(hive.bytes()).filter(({ severity }) => severity === 'damage');
    if (left.length > 0) throw new Error(`an edit made damage: ${left[0]!.message}`);
  });
}

function tolerate<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isResiteError(error, 'HIVE_INVALID', 'REGISTRY_LIMIT', 'SDDL_INVALID')) return undefined;
    throw error;
  }
}

async function reachesNewCode(): Promise<boolean> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const before = seen.size;
  for (const { url, functions } of result) {
    if (!url.includes('/packages/registry/src/')) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count: times } of ranges) {
        seen.add(`${url} ${startOffset} ${endOffset} ${Math.min(Math.ceil(Math.log2(times + 1)), 8)}`);
      }
    }
  }
  return seen.size > before;
}

function change(original: Buffer): Buffer {
  const input = Buffer.from(original);
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const place = 4 * random(input.length / 4);
    const other = 4 * random(input.length / 4);
    switch (random(6)) {
      case 0:
        input[place + random(4)]! ^= 1 << random(8);
        break;
      case 1:
        input.writeUInt32LE(special[random(special.length)]!, place);
        break;
      case 2:
        input.writeUInt32LE(8 * random(input.length / 8), place);
        break;
      case 3:
        input.copyWithin(place, other, other + 4 * (1 + random(40)));
        break;
      case 4:
        input.writeUInt16LE(random(0x10000), place + 2 * random(2));
        break;
      default:
        input.writeInt32LE((input.readInt32LE(place) + random(33) - 16) | 0, place);
    }
  }
  const length = random(20) === 0 ? random(input.length) & ~7 : input.length;
  return random(4) > 0 ? withChecksum(input.subarray(0, length)) : input.subarray(0, length);
}

function withChecksum(hive: Buffer): Buffer {
  if (hive.length < 512) return hive;
  let sum = 0;
  for (let offset = 0; offset < 508; offset += 4) sum ^= hive.readUInt32LE(offset);
  hive.writeUInt32LE(sum >>> 0, 508);
  return hive;
}

function seeds(): Buffer[] {
  const tree = createKey('R', { lastWrite: 1n });
  for (let index = 0; index < 5; index++)
    ensureKey(tree, `Key ${index}\\ж\\deep`, { lastWrite: 1n }).className = 'class';
  tree.values = [stringValue('', 'text'), stringValue('ж', ''), binaryValue('big', new Uint8Array(17_000))];
  const large = createKey('R', { lastWrite: 1n });
  for (let index = 0; index < 520; index++) ensureKey(large, `${index}`, { lastWrite: 1n });
  return hiveFormats.flatMap(minorVersion => [tree, large].map(root => writeHive(root, { minorVersion })));
}

/** Below `limit`; xorshift. */
function random(limit: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % Math.max(1, Math.floor(limit));
}
