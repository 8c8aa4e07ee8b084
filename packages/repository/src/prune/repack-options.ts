import { ResiteError } from '@resite/errors';
import type { Remedy } from '../contract/remedy.ts';
import type { BlobType } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import type { Store } from '../store/store.ts';
import { mebibyte } from '../store/write-options.ts';

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
export function repackRules(
  options: RepackOptions,
  { version, compression, packSize }: Pick<Store, 'version' | 'compression' | 'packSize'>,
): RepackRules {
  const { repackSmall, repackSmallerThan, repackUncompressed, repackCacheableOnly = false } = options;
  if (repackUncompressed && version === 1) {
    throw new ResiteError('USAGE', 'nothing can be compressed: the repository has format version 1', {
      remedy: { kind: 'upgrade-format' } satisfies Remedy,
    });
  }
  if (repackUncompressed && compression === 'off') {
    throw new ResiteError('USAGE', 'what is not compressed is to be compressed, and compression is off', {
      hint: 'Nothing was changed. Leave --repack-uncompressed out, or --compression off and RESTIC_COMPRESSION.',
    });
  }
  if (repackSmallerThan !== undefined && !(repackSmallerThan > 0 && repackSmallerThan <= packSize)) {
    throw new ResiteError('USAGE', `packs below ${repackSmallerThan} bytes cannot all be rewritten to larger ones`, {
      hint: `Nothing was changed. Write a size above 0 and up to that of new packs, ${packSize / mebibyte}M.`,
    });
  }
  return {
    smallerThan: repackSmallerThan ?? (repackSmall ? 0.8 * packSize : undefined),
    compress: new Set(version === 1 ? [] : repackUncompressed ? ['tree', 'data'] : ['tree']),
    treesOnly: repackCacheableOnly,
  };
}
