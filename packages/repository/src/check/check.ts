import { isResiteError, type ResiteError } from '@resite/errors';
import type { StoredFile } from '../backend/backend.ts';
import { listPacks, listSurely } from '../backend/list-surely.ts';
import { BlobIndex } from '../blob-index/blob-index.ts';
import { loadIndexFile } from '../blob-index/index-loader.ts';
import type { CheckOptions, CheckResult } from '../contract/check.ts';
import type { UnusableFile } from '../contract/unusable-file.ts';
import { unitedEntries } from '../format/pack-entries.ts';
import { packSize } from '../format/pack-header.ts';
import { PackedBlobs } from '../format/packed-blobs.ts';
import { loadUsableKey } from '../keys/key-file.ts';
import { Snapshots } from '../snapshots/snapshots.ts';
import type { Store } from '../store/store.ts';
import { isOfOneFile } from '../store/unusable-files.ts';
import { forEachAtOnce } from '../system/at-once.ts';
import type { PackSource } from '../workers/pack-window.ts';
import { findTreeProblems } from './check-trees.ts';
import { chooseSubset } from './data-subset.ts';
import { Findings } from './findings.ts';

/** About the size of a blob's entry in an index file. */
const indexedSize = 40;

/** Examines a whole repository. Collects what is wrong and throws none of it. Packs that no index names are not a problem. */
export async function checkRepository(
  store: Store,
  { readData = false, onProgress, signal }: CheckOptions,
): Promise<CheckResult> {
  const findings = new Findings();
  await checkKeys(store, findings);
  const indexFiles = await listSurely(store.backend, 'index');
  if (readData !== false) store.workers.expect(0, sum(indexFiles.map(({ size }) => size)) / indexedSize);
  const { packs, isWhole, namedTwice } = await loadPacks(store, indexFiles, { findings, signal });
  const sizes = new Map((await listPacks(store.backend, packs.values())).map(({ name, size }) => [name, size]));
  checkPackFiles(packs, sizes, findings);

  const index = new BlobIndex();
  let duplicates = 0;
  for (const pack of packs.values()) {
    const handle = index.addPack(pack.id);
    for (const blob of pack.blobs) {
      if (index.has(blob.type, blob.id)) duplicates += 1;
      index.add(handle, blob);
    }
  }
  const trees = await snapshotTrees(store, findings, signal);
  const examineTrees = async () => {
    if (!isWhole) return findings.add('trees were not examined, because an index file is damaged', 'make-index');
    await findTreeProblems(store, index, trees, { findings, signal });
    noteWaste(findings, { packs, sizes, duplicates, namedTwice });
  };

  const all = [...packs.values()];
  const stored = sum(all.map(({ id }) => sizes.get(id) ?? 0));
  const chosen = readData === false ? [] : readData === true ? all : chooseSubset(all, readData, stored);
  const progress = { packs: 0, totalPacks: chosen.length };
  const read = new Map<string, string[]>();
  const readChosen = () =>
    forEachAtOnce(chosen, store.workers.size, async pack => {
      signal?.throwIfAborted();
      read.set(pack.id, await readPack(store, pack, sizes.get(pack.id) ?? 0));
      progress.packs += 1;
      onProgress?.({ ...progress });
    });
  // The threads read packs while this one is in the trees.
  await forEachAtOnce([readChosen, examineTrees], 2, work => work());
  signal?.throwIfAborted();
  for (const { id } of chosen) for (const problem of read.get(id) ?? []) findings.addDamagedPack(id, problem);
  return {
    problems: findings.problems,
    remedies: findings.remedies(),
    waste: findings.waste,
    snapshots: trees.length,
    packs: packs.size,
    blobs: index.size,
    packsRead: chosen.length,
    bytesRead: sum(chosen.map(({ id }) => sizes.get(id) ?? 0)),
  };
}

/** What is wrong with a pack, the second time as well. */
async function readPack(store: Store, pack: ListedPack, size: number): Promise<string[]> {
  const problems = await readPackOnce(store, pack, size);
  return problems.length === 0 ? problems : readPackOnce(store, pack, size);
}

async function readPackOnce(store: Store, { id, blobs }: ListedPack, size: number): Promise<string[]> {
  const unreadable = [`data/${id} cannot be read`];
  try {
    const pack = { id, blobs: [...blobs] };
    return (await store.workers.checkPack(pack, await wholePack(store, id), size)) ?? unreadable;
  } catch (error) {
    if (isOfOneFile(error) || isResiteError(error, 'FILE_MISSING')) return unreadable;
    throw error;
  }
}

async function wholePack({ backend }: Store, id: string): Promise<PackSource> {
  const path = backend.localPath?.('data', id);
  return path === undefined ? { bytes: await backend.load('data', id), from: 0 } : { path };
}

/** What costs only space. */
function noteWaste(
  { waste }: Findings,
  {
    packs,
    sizes,
    duplicates,
    namedTwice,
  }: {
    packs: ReadonlyMap<string, ListedPack>;
    sizes: ReadonlyMap<string, number>;
    duplicates: number;
    namedTwice: number;
  },
): void {
  const unnamed = [...sizes.keys()].filter(id => !packs.has(id)).length;
  if (unnamed > 0) waste.push({ kind: 'unnamed-packs', count: unnamed });
  if (duplicates > 0) waste.push({ kind: 'repeated-blobs', count: duplicates });
  if (namedTwice > 0) waste.push({ kind: 'packs-named-twice', count: namedTwice });
}

async function checkKeys(store: Store, findings: Findings): Promise<void> {
  for (const { name } of await store.backend.list('keys')) {
    const tell = ({ error }: UnusableFile) =>
      findings.add(error.message, error.code === 'REPOSITORY_DAMAGED' ? 'replace-key' : undefined);
    await loadUsableKey(store.backend, name, tell);
  }
}

/** What the index says of a pack, for all packs at a time. */
interface ListedPack {
  id: string;
  blobs: PackedBlobs;
  /** Bytes of its file, if it holds just these. */
  size: number;
}

interface IndexedPacks {
  packs: Map<string, ListedPack>;
  /** Whether every index file could be read. */
  isWhole: boolean;
  namedTwice: number;
}

async function loadPacks(
  store: Store,
  files: readonly StoredFile[],
  { findings, signal }: { findings: Findings; signal: AbortSignal | undefined },
): Promise<IndexedPacks> {
  const found: IndexedPacks = { packs: new Map(), isWhole: true, namedTwice: 0 };
  for (const { name } of files) {
    signal?.throwIfAborted();
    const named = await attempt(
      () => loadIndexFile(store, name),
      ({ code, message }) =>
        findings.add(
          `index/${name} cannot be read: ${message}`,
          code === 'REPOSITORY_DAMAGED' ? 'make-index' : undefined,
        ),
    );
    if (named === undefined) found.isWhole = false;
    for (const { id, blobs } of named ?? []) {
      const known = found.packs.get(id);
      if (known !== undefined) found.namedTwice += 1;
      const all = known === undefined ? blobs : unitedEntries([...known.blobs], blobs);
      found.packs.set(id, { id, blobs: new PackedBlobs(all), size: packSize(all) });
    }
  }
  return found;
}

function checkPackFiles(
  packs: ReadonlyMap<string, ListedPack>,
  sizes: ReadonlyMap<string, number>,
  findings: Findings,
): void {
  for (const { id, size: expected } of packs.values()) {
    const size = sizes.get(id);
    if (size === undefined) findings.add(`data/${id} is missing`, 'make-index');
    else if (size !== expected) {
      findings.addDamagedPack(id, `data/${id} has ${size} bytes, the index says ${expected}`);
    }
  }
}

async function snapshotTrees(
  store: Store,
  findings: Findings,
  signal: AbortSignal | undefined,
): Promise<{ snapshot: string; tree: string }[]> {
  const snapshots = new Snapshots(store);
  const trees: { snapshot: string; tree: string }[] = [];
  for (const { name } of await listSurely(store.backend, 'snapshots')) {
    signal?.throwIfAborted();
    const snapshot = await attempt(
      () => snapshots.load(name),
      ({ code, message }) => {
        const problem = `snapshots/${name} cannot be read: ${message}`;
        if (code === 'REPOSITORY_DAMAGED') findings.addDamagedSnapshot(name, problem);
        else findings.add(problem);
      },
    );
    if (snapshot !== undefined) trees.push({ snapshot: name, tree: snapshot.tree });
  }
  return trees;
}

async function attempt<T>(action: () => Promise<T>, onUnusable: (error: ResiteError) => void): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!isOfOneFile(error) && !isResiteError(error, 'FILE_MISSING')) throw error;
    onUnusable(error);
    return undefined;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
