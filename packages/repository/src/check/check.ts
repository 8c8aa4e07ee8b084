import { isResiteError } from '@resite/errors';
import { forEachAtOnce } from '../at-once.ts';
import { sha256 } from '../crypto/hash.ts';
import { BlobIndex } from '../index/blob-index.ts';
import type { IndexedPack } from '../index/index-file.ts';
import { loadIndexFile } from '../index/index-loader.ts';
import { packSize } from '../pack/header.ts';
import type { CheckProgress, CheckResult } from '../repository.ts';
import { Snapshots } from '../snapshots.ts';
import type { Store } from '../store.ts';
import { findTreeProblems } from './check-trees.ts';

export interface CheckOptions {
  readData?: boolean;
  onProgress?: (progress: CheckProgress) => void;
}

/** Examines a whole repository; what is wrong is collected, never thrown. Packs that no index names are no problem. */
export async function checkRepository(
  store: Store,
  { readData = false, onProgress }: CheckOptions,
): Promise<CheckResult> {
  const problems: string[] = [];
  await checkKeys(store, problems);
  const packs = await loadPacks(store, problems);
  const indexIsWhole = problems.every(problem => !problem.startsWith('index/'));
  await checkPackFiles(store, packs, problems);

  const index = new BlobIndex();
  for (const pack of packs.values()) {
    const handle = index.addPack(pack.id);
    for (const blob of pack.blobs) index.add(handle, blob);
  }
  const trees = await snapshotTrees(store, problems);
  if (indexIsWhole) await findTreeProblems(store, index, trees, problems);
  else problems.push('trees were not examined, because an index file is damaged');

  const progress = { packs: 0, totalPacks: packs.size };
  if (readData) {
    await forEachAtOnce(packs.values(), store.workers.size, async pack => {
      problems.push(...(await readPack(store, pack)));
      progress.packs += 1;
      onProgress?.({ ...progress });
    });
  }
  return { problems, snapshots: trees.length, packs: packs.size, blobs: index.size };
}

async function readPack(store: Store, pack: IndexedPack): Promise<string[]> {
  try {
    return await store.workers.checkPack(pack, await store.backend.load('data', pack.id));
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING', 'FILE_ACCESS')) return [`data/${pack.id} cannot be read`];
    throw error;
  }
}

async function checkKeys(store: Store, problems: string[]): Promise<void> {
  for (const { name } of await store.backend.list('keys')) {
    if (sha256(await store.backend.load('keys', name)) !== name) problems.push(`keys/${name} is damaged`);
  }
}

async function loadPacks(store: Store, problems: string[]): Promise<Map<string, IndexedPack>> {
  const packs = new Map<string, IndexedPack>();
  for (const { name } of await store.backend.list('index')) {
    await collect(problems, `index/${name}`, async () => {
      for (const pack of await loadIndexFile(store, name)) packs.set(pack.id, pack);
    });
  }
  return packs;
}

async function checkPackFiles(store: Store, packs: Map<string, IndexedPack>, problems: string[]): Promise<void> {
  const sizes = new Map((await store.backend.list('data')).map(({ name, size }) => [name, size]));
  for (const { id, blobs } of packs.values()) {
    const size = sizes.get(id);
    if (size === undefined) problems.push(`data/${id} is missing`);
    else if (size !== packSize(blobs)) problems.push(`data/${id} has ${size} bytes, the index says ${packSize(blobs)}`);
  }
}

async function snapshotTrees(store: Store, problems: string[]): Promise<{ snapshot: string; tree: string }[]> {
  const snapshots = new Snapshots(store);
  const trees: { snapshot: string; tree: string }[] = [];
  for (const { name } of await store.backend.list('snapshots')) {
    await collect(problems, `snapshots/${name}`, async () => {
      trees.push({ snapshot: name, tree: (await snapshots.load(name)).tree });
    });
  }
  return trees;
}

async function collect(problems: string[], file: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isResiteError(error, 'REPOSITORY_DAMAGED', 'FILE_MISSING', 'FILE_ACCESS')) throw error;
    problems.push(`${file} cannot be read: ${error.message}`);
  }
}
