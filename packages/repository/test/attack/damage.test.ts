import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { isLong, randomFrom, sampleOf, seed } from '../../../../scripts/sample.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { type FileType, memoryBackend } from '../../src/index.ts';
import { makeMemoryRepository, reopenMemory, store } from '../memory-repository.ts';
import { memoryTarget } from '../memory-target.ts';
import type { Folder } from '../virtual-source.ts';

const types: FileType[] = ['config', 'keys', 'snapshots', 'index', 'data'];
const shared = randomBytes(120);
const folders: Folder[] = [
  { text: 'some text '.repeat(40), folder: { shared, empty: '' } },
  { other: randomBytes(150), folder: { shared }, text: 'another text' },
];

interface File {
  type: FileType;
  name: string;
  content: Buffer;
}

/** A small repository; what each of its snapshots holds by ID. */
async function makeSound(): Promise<{ files: File[]; expected: Map<string, Map<string, Buffer>> }> {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const expected = new Map<string, Map<string, Buffer>>();
  for (const folder of folders) expected.set((await store(repository, folder)).id, new Map(filesOf('', folder)));
  await repository.close();
  const files: File[] = [];
  for (const type of types) {
    for (const { name } of await backend.list(type))
      files.push({ type, name, content: await backend.load(type, name) });
  }
  return { files, expected };
}

function* filesOf(at: string, folder: Folder): Generator<[string, Buffer]> {
  for (const [name, content] of Object.entries(folder)) {
    if (typeof content === 'string' || content instanceof Uint8Array) yield [`${at}/${name}`, Buffer.from(content)];
    else yield* filesOf(`${at}/${name}`, content);
  }
}

interface Damage {
  what: string;
  /** The files as they are then; undefined for one that is gone. */
  put: [file: Pick<File, 'type' | 'name'>, content: Buffer | undefined][];
  /** Whether it is to be told from a repository that somebody has changed on purpose. */
  isTraceless?: boolean;
}

const sound = await makeSound();
const random = randomFrom(seed);
const path = ({ type, name }: Pick<File, 'type' | 'name'>) => `${type}/${name}`;

/** Each damage must be told, and whatever is restored all the same must be right. */
async function examine({ what, put, isTraceless }: Damage): Promise<void> {
  const backend = memoryBackend();
  for (const { type, name, content } of sound.files) await backend.save(type, name, [content]);
  for (const [{ type, name }, content] of put) {
    if (content === undefined) await backend.remove(type, name);
    else await backend.save(type, name, [content]);
  }
  const told: string[] = [];
  const attempt = async (action: () => Promise<void>) => {
    try {
      await action();
    } catch (error) {
      const codes = [
        'REPOSITORY_DAMAGED',
        'WRONG_PASSWORD',
        'SNAPSHOT_MISSING',
        'REPOSITORY_MISSING',
        'REPOSITORY_UNSUPPORTED',
      ] as const;
      if (!isResiteError(error, ...codes)) throw error;
      told.push(error.message);
    }
  };
  try {
    await attempt(async () => {
      const repository = await reopenMemory(backend);
      await attempt(async () => {
        told.push(...(await repository.check({ readData: true })).problems);
      });
      for (const [id, files] of sound.expected) {
        await attempt(async () => {
          const { tree } = await repository.findSnapshot(id);
          const target = memoryTarget();
          const { failed } = await repository.restore(tree, target);
          if (failed.length === 0) assert.deepEqual(target.files, files);
          for (const [name, content] of target.files) assert.deepEqual(content, files.get(name), name);
          for (const { error } of failed) if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
        });
      }
    });
    if (!isTraceless) assert.ok(told.length > 0, 'nobody noticed');
  } catch (cause) {
    throw new Error(`${what} (RESITE_TEST_SEED=${seed})`, { cause });
  }
}

/** They wait for their locks together. */
async function examineAll(damages: readonly Damage[]): Promise<void> {
  assert.ok(damages.length > 0);
  for (let from = 0; from < damages.length; from += 100)
    await Promise.all(damages.slice(from, from + 100).map(examine));
}

test('a sound repository has no findings', async () => {
  await assert.rejects(examine({ what: 'nothing', put: [] }), /nothing \(/);
  await examine({ what: 'nothing', put: [], isTraceless: true });
});

/** Every byte; or the beginnings and ends of files, where what is around the content stands, and some others. */
function positions({ content }: File): number[] {
  const all = [...content.keys()];
  if (isLong) return all;
  const ends = new Set([...all.slice(0, 2), ...all.slice(-6)]);
  return all.filter(position => ends.has(position) || random() < 0.005);
}

test('a flipped bit in any byte of any file is reported, and nothing wrong is restored', async () => {
  await examineAll(
    sound.files.flatMap(file =>
      positions(file).map(position => {
        const content = Buffer.from(file.content);
        content[position]! ^= 1 << Math.floor(random() * 8);
        return { what: `byte ${position} of ${path(file)}`, put: [[file, content]] };
      }),
    ),
  );
});

test('a file cut short, made longer, emptied or removed is reported, and nothing wrong is restored', async () => {
  await examineAll(
    sound.files.flatMap(file => {
      const { content } = file;
      const lengths = isLong ? [...content.keys()] : [0, 31, content.length >> 1, content.length - 1];
      const cut = lengths.map(
        (length): Damage => ({ what: `${path(file)} of ${length} bytes`, put: [[file, content.subarray(0, length)]] }),
      );
      const longer: Damage = {
        what: `${path(file)} with more behind it`,
        put: [[file, Buffer.concat([content, Buffer.alloc(8)])]],
      };
      const twice: Damage = { what: `${path(file)} twice`, put: [[file, Buffer.concat([content, content])]] };
      const gone: Damage = {
        what: `without ${path(file)}`,
        put: [[file, undefined]],
        isTraceless: file.type === 'snapshots',
      };
      return [...cut, longer, twice, gone];
    }),
  );
});

test('files that change places, or lie where another kind belongs, are reported, and nothing wrong is restored', async () => {
  const pairs = sound.files.flatMap((one, number) => sound.files.slice(number + 1).map(other => [one, other] as const));
  const swaps = sampleOf(pairs, 12).map(
    ([one, other]): Damage => ({
      what: `${path(one)} and ${path(other)} swapped`,
      put: [
        [one, other.content],
        [other, one.content],
      ],
    }),
  );
  const strays = sound.files.flatMap(({ type, content }) =>
    (['keys', 'snapshots', 'index'] as const)
      .filter(kind => kind !== type)
      .map(
        (kind): Damage => ({
          what: `something of ${type} in ${kind}`,
          put: [[{ type: kind, name: sha256(content) }, content]],
          isTraceless: kind === 'keys',
        }),
      ),
  );
  await examineAll([...swaps, ...strays]);
});
