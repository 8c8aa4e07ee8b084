import { ResiteError } from '@resite/errors';
import type { IndexedPack } from '../format/index-file.ts';
import { packSize } from '../format/pack-header.ts';
import { mostBlobs } from '../pack/open-pack.ts';
import { chooseHomes, type Homes } from './homes.ts';
import { type MaxUnused, unusedLimit } from './limits.ts';
import type { RepackRules } from './repack-options.ts';
import { type BlobSet, repairLost } from './used-blobs.ts';

export interface PlanInput extends RepackRules {
  /** Every pack that an index names. */
  packs: readonly IndexedPack[];
  /** Sizes of the pack files that are there. */
  files: ReadonlyMap<string, number>;
  used: BlobSet;
  maxUnused: MaxUnused;
  /** Bytes of packs that may be rewritten. */
  maxRepackSize: number;
}

export interface PrunePlan {
  /** Packs that no index names: removed first. */
  unindexed: string[];
  /** Packs whose used blobs move to new packs. */
  repack: IndexedPack[];
  /** Packs that hold nothing that is needed. */
  remove: string[];
  /** Packs that an index names, that are not there and not needed. */
  vanished: string[];
  homes: Homes;
  bytes: PruneBytes;
}

/** Bytes of packs, as stored. */
export interface PruneBytes {
  used: number;
  /** Of blobs that no snapshot needs, and of further copies of those that one needs. */
  unused: number;
  unindexed: number;
  /** Unused ones that go. */
  freed: number;
  /** By which used blobs became smaller; 0 before they are rewritten. */
  compressed: number;
}

interface Candidate {
  pack: IndexedPack;
  size: number;
  usedBytes: number;
  unusedBytes: number;
  usedBlobs: number;
  unusedBlobs: number;
  isData: boolean;
  isMixed: boolean;
  mustCompress: boolean;
}

const smallestPack = 4 * 1024 * 1024;
/** Fewer small packs are not worth a rewrite. More than one, or the small pack that a rewrite leaves would cause the next. */
const manySmallPacks = 10;

/**
 * Decides what becomes of each pack (restic: internal/repository/prune.go): unused ones go, wholly used ones stay, trees
 * and mixed packs that hold anything unused are rewritten, so are packs that are small or lack compression, and of the
 * others the emptiest, until no more than `maxUnused` is unused. `REPOSITORY_DAMAGED` when a pack that is needed is missing or has the wrong size.
 */
export function planPrune(input: PlanInput): PrunePlan {
  const { packs, files, used } = input;
  const sound = packs.filter(pack => files.get(pack.id) === packSize(pack.blobs));
  const homes = chooseHomes(sound, used);
  refuseLost(packs, used, homes);

  const candidates = sound.map(pack => assess(pack, input, homes));
  const remove = candidates.filter(({ usedBlobs }) => usedBlobs === 0);
  const needed = candidates.filter(({ usedBlobs }) => usedBlobs > 0);
  const repack = chooseRepack(needed, { ...input, isSmall: smallness(candidates, input.smallerThan) });

  const indexed = new Set(packs.map(({ id }) => id));
  const unsound = packs.filter(pack => files.get(pack.id) !== packSize(pack.blobs)).map(({ id }) => id);
  const unindexed = [...files.keys()].filter(id => !indexed.has(id));
  return {
    unindexed,
    repack: repack.map(({ pack }) => pack),
    remove: [...remove.map(({ pack }) => pack.id), ...unsound.filter(id => files.has(id))],
    vanished: unsound.filter(id => !files.has(id)),
    homes,
    bytes: {
      used: sum(candidates, ({ usedBytes }) => usedBytes),
      unused: sum(candidates, ({ unusedBytes }) => unusedBytes),
      unindexed: sum(unindexed, id => files.get(id)!),
      freed: sum([...remove, ...repack], ({ unusedBytes }) => unusedBytes),
      compressed: 0,
    },
  };
}

function refuseLost(packs: readonly IndexedPack[], used: BlobSet, homes: Homes): void {
  for (const { id: pack, blobs } of packs) {
    const lost = blobs.find(({ type, id }) => used.has(type, id) && homes.of(type, id) === undefined);
    if (lost === undefined) continue;
    const message = `data/${pack} holds ${lost.type} blobs that a snapshot needs, and is missing or has the wrong size`;
    throw new ResiteError('REPOSITORY_DAMAGED', message, { remedy: repairLost });
  }
}

function assess(pack: IndexedPack, { compress }: PlanInput, homes: Homes): Candidate {
  const types = new Set(pack.blobs.map(({ type }) => type));
  const candidate: Candidate = {
    pack,
    size: packSize(pack.blobs),
    usedBytes: 0,
    unusedBytes: 0,
    usedBlobs: 0,
    unusedBlobs: 0,
    isData: types.size === 1 && types.has('data'),
    isMixed: types.size > 1,
    mustCompress: pack.blobs.some(({ type, plainLength }) => plainLength === 0 && compress.has(type)),
  };
  const seen = new Set<string>();
  for (const { type, id, length } of pack.blobs) {
    const counts = homes.of(type, id) === pack.id && !seen.has(`${type} ${id}`);
    seen.add(`${type} ${id}`);
    candidate[counts ? 'usedBytes' : 'unusedBytes'] += length;
    candidate[counts ? 'usedBlobs' : 'unusedBlobs'] += 1;
  }
  return candidate;
}

/** Small is what is below `limit`, or else well below the size that nearly all packs have. */
function smallness(candidates: readonly Candidate[], limit?: number): (candidate: Candidate) => boolean {
  const sizes = candidates.map(({ size }) => size).sort((a, b) => a - b);
  const threshold = limit ?? 0.8 * Math.max(smallestPack, sizes[Math.floor(sizes.length * 0.03)] ?? 0);
  const isBelow = ({ size, pack }: Candidate) => size < threshold && pack.blobs.length < mostBlobs;
  const isMany = candidates.filter(isBelow).length >= manySmallPacks;
  return candidate => isMany && isBelow(candidate);
}

interface RepackLimits extends Pick<PlanInput, 'maxUnused' | 'maxRepackSize' | 'treesOnly'> {
  isSmall(candidate: Candidate): boolean;
}

function chooseRepack(needed: readonly Candidate[], limits: RepackLimits): Candidate[] {
  const { isSmall, maxUnused, maxRepackSize, treesOnly } = limits;
  const isUntouched = (pack: Candidate) =>
    pack.unusedBlobs === 0 && !pack.isMixed && !pack.mustCompress && !isSmall(pack);
  const mostUnused = unusedLimit(
    maxUnused,
    sum(needed, ({ usedBytes }) => usedBytes),
  );
  let unused = sum(needed, ({ unusedBytes }) => unusedBytes);
  let size = 0;
  const chosen: Candidate[] = [];
  for (const pack of needed.filter(pack => !isUntouched(pack)).sort(byWorth(isSmall))) {
    const isWanted = isUrgent(pack) || isSmall(pack) || unused > mostUnused;
    if (!isWanted || (treesOnly && pack.isData) || size + pack.size > maxRepackSize) continue;
    chosen.push(pack);
    size += pack.size;
    unused -= pack.unusedBytes;
  }
  return chosen;
}

/** Where how much is unused does not matter. */
const isUrgent = ({ isData, mustCompress }: Candidate) => !isData || mustCompress;

/** Trees, mixed packs and what must be compressed first, then small ones, then those with the largest unused part. */
function byWorth(isSmall: RepackLimits['isSmall']): (a: Candidate, b: Candidate) => number {
  const rank = (pack: Candidate) => (isUrgent(pack) ? 0 : isSmall(pack) ? 1 : 2);
  return (a, b) => rank(a) - rank(b) || b.unusedBytes / b.size - a.unusedBytes / a.size;
}

function sum<T>(all: readonly T[], number: (one: T) => number): number {
  return all.reduce((total, one) => total + number(one), 0);
}
