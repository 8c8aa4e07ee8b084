import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  type Backend,
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
  repairIndex,
  repairPacks,
} from '../src/index.ts';
import { password } from './helpers.ts';
import { makeMemoryRepository, store } from './memory-repository.ts';
import { memoryTarget } from './memory-target.ts';

const folder = { a: randomBytes(3000), b: randomBytes(4000), sub: { c: randomBytes(5000), d: 'd' } };

const flipped = (content: Buffer, at: number) => {
  const changed = Buffer.from(content);
  changed[at]! ^= 4;
  return changed;
};

/** What may be wrong with a pack, and whether nothing of it is lost; with its header alone, and with the index. */
const faults: Readonly<
  Record<string, { how: (content: Buffer) => Buffer; rescued: { byHeader: boolean; byIndex: boolean } }>
> = {
  'a byte behind it': all(content => Buffer.concat([content, Buffer.of(7)])),
  'much behind it': all(content => Buffer.concat([content, randomBytes(5000)])),
  'itself behind it, cut off': all(content => Buffer.concat([content, content.subarray(0, 2000)])),
  'zeros behind it': all(content => Buffer.concat([content, Buffer.alloc(4096)])),
  'the last byte missing': all(content => content.subarray(0, -1)),
  'two bytes missing': all(content => content.subarray(0, -2)),
  'three bytes missing': all(content => content.subarray(0, -3)),
  'the length of its header missing': onlyByIndex(content => content.subarray(0, -4)),
  'a part of its header missing': onlyByIndex(content => content.subarray(0, -30)),
  'a damaged header': onlyByIndex(content => flipped(content, content.length - 30)),
  'a damaged length of its header': onlyByIndex(content => flipped(content, content.length - 3)),
  'a damaged blob': none(content => flipped(content, 40)),
  'its second half missing': none(content => content.subarray(0, content.length >> 1)),
  'a damaged blob and a byte behind it': none(content => Buffer.concat([flipped(content, 40), Buffer.of(7)])),
  'nothing in it': none(() => Buffer.alloc(0)),
};

function all(how: (content: Buffer) => Buffer) {
  return { how, rescued: { byHeader: true, byIndex: true } };
}

function onlyByIndex(how: (content: Buffer) => Buffer) {
  return { how, rescued: { byHeader: false, byIndex: true } };
}

function none(how: (content: Buffer) => Buffer) {
  return { how, rescued: { byHeader: false, byIndex: false } };
}

type Repair = (repository: OpenedRepository, pack: string) => Promise<{ lost: readonly { id: string }[] }>;
const index: Repair = repository => repairIndex(repository);
const thorough: Repair = repository => repairIndex(repository, { readAllPacks: true });
const packs: Repair = (repository, pack) => repairPacks(repository, [pack]);

const orders: Readonly<Record<string, Repair[]>> = {
  'index, packs': [index, packs],
  'index from all packs, packs': [thorough, packs],
  'packs, index': [packs, index],
  'index, index, packs': [index, index, packs],
};

/** All files of the snapshot that can be read. */
async function readable(repository: OpenedRepository, tree: string): Promise<Record<string, string>> {
  const target = memoryTarget();
  const { failed } = await repository.restore(tree, target);
  const bad = new Set(failed.map(({ path }) => path));
  const files = [...target.files].filter(([path]) => !bad.has(path));
  return Object.fromEntries(files.map(([path, content]) => [path, content.toString('latin1')]).sort());
}

async function copyOf(from: Backend): Promise<Backend> {
  const to = memoryBackend();
  for (const type of ['config', 'keys', 'snapshots', 'index', 'data'] as const) {
    for (const { name } of await from.list(type)) await to.save(type, name, [await from.load(type, name)]);
  }
  return to;
}

const whole = {
  '/a': folder.a.toString('latin1'),
  '/b': folder.b.toString('latin1'),
  '/sub/c': folder.sub.c.toString('latin1'),
  '/sub/d': 'd',
};

// They wait for locks most of the time.
describe('repair in any order rescues the same', { concurrency: true }, () => {
  for (const [what, { how, rescued }] of Object.entries(faults)) {
    for (const known of ['byIndex', 'byHeader'] as const) {
      test(`a pack with ${what}, ${known === 'byIndex' ? 'with' : 'without'} an index`, async () => {
        const sound = memoryBackend();
        const maker = await makeMemoryRepository(sound);
        const { tree } = await store(maker, folder);
        await maker.close();
        const pack = (await sound.list('data')).reduce((a, b) => (b.size > a.size ? b : a)).name;
        const content = how(await sound.load('data', pack));
        await sound.remove('data', pack);
        await sound.save('data', pack, [content]);
        if (known === 'byHeader') for (const { name } of await sound.list('index')) await sound.remove('index', name);

        const outcomes = new Map<string, object>();
        for (const [order, steps] of Object.entries(orders)) {
          const files = await copyOf(sound);
          const lost: string[] = [];
          for (const step of steps) {
            const repository = await openRepositoryOn(files, password);
            lost.push(...(await step(repository, pack).catch(unlessGone(files, pack))).lost.map(({ id }) => id));
            await repository.close();
          }
          const repository = await openRepositoryOn(files, password);
          const { problems } = await repository.check({ readData: true });
          const result = await readable(repository, tree);
          if (rescued[known]) assert.deepEqual([problems, result, lost], [[], whole, []], order);
          else assert.ok(problems.length > 0, order);
          assert.ok(!problems.some(problem => problem.includes('data/')), 'no pack is damaged any more');
          outcomes.set(order, { result, lost: [...new Set(lost)].sort() });
          await repository.close();
        }
        const [first, ...others] = [...outcomes.values()];
        for (const other of others) assert.deepEqual(other, first);
      });
    }
  }
});

const unlessGone = (files: Backend, pack: string) => async (error: unknown) => {
  if ((await files.list('data')).some(({ name }) => name === pack)) throw error;
  return { lost: [] };
};
