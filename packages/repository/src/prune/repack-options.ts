import { ResiteError } from '@resite/errors';
import type { BlobType } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { packSizeWanted } from '../pack/open-pack.ts';
import type { Store } from '../store/store.ts';

/** Which packs a prune rewrites beside those that hold too much unused data. */
export interface RepackOptions {
  /** All packs well below the size that packs should have, not only those well below the others. */
  readonly repackSmall?: boolean | undefined;
  /** Packs below this many bytes; takes the place of `repackSmall`. */
  readonly repackSmallerThan?: number | undefined;
  /** Packs with anything that is not compressed; format version 2 only. */
  readonly repackUncompressed?: boolean | undefined;
  /** No packs of file content, only those that programs keep in a cache: trees. */
  readonly repackCacheableOnly?: boolean | undefined;
}

export interface RepackRules {
  /** Bytes below which a pack is small; undefined: well below what the others have. */
  smallerThan: number | undefined;
  /** Types of blobs that must be compressed. */
  compress: ReadonlySet<BlobType>;
  treesOnly: boolean;
}

/** Throws `USAGE` when a prune with these options would: to be asked before other changes that go with it. */
export function requireRepackable(repository: OpenedRepository, options: RepackOptions): void {
  repackRules(options, repository[internals].store);
}

/** `USAGE` for what cannot be in this repository. */
export function repackRules(options: RepackOptions, { version }: Pick<Store, 'version'>): RepackRules {
  const { repackSmall, repackSmallerThan, repackUncompressed, repackCacheableOnly = false } = options;
  if (repackUncompressed && version === 1) {
    throw new ResiteError('USAGE', 'nothing can be compressed: the repository has format version 1', {
      hint: 'Nothing was changed. Leave --repack-uncompressed out.',
    });
  }
  if (repackSmallerThan !== undefined && !(repackSmallerThan > 0 && repackSmallerThan <= packSizeWanted)) {
    const most = packSizeWanted / 1024 ** 2;
    throw new ResiteError('USAGE', `packs below ${repackSmallerThan} bytes cannot all be rewritten to larger ones`, {
      hint: `Nothing was changed. Write a size above 0 and up to that of new packs, ${most}M.`,
    });
  }
  return {
    smallerThan: repackSmallerThan ?? (repackSmall ? 0.8 * packSizeWanted : undefined),
    compress: new Set(version === 1 ? [] : repackUncompressed ? ['tree', 'data'] : ['tree']),
    treesOnly: repackCacheableOnly,
  };
}
