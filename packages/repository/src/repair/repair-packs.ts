import { ResiteError } from '@resite/errors';
import { listPacks } from '../backend/list-surely.ts';
import { namesBeginning } from '../backend/names-beginning.ts';
import type { Remedy } from '../contract/remedy.ts';
import { hasSameEntries } from '../format/pack-entries.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { PackWriter } from '../prune/pack-writer.ts';
import { loadIndexFiles, packsOf, rewriteIndex } from '../prune/rewrite-index.ts';
import type { Store } from '../store/store.ts';
import { type LostBlob, withoutCopies } from './lost-blobs.ts';
import { surveyPack } from './survey-pack.ts';

export interface RepairPacksOptions {
  /** Only say what would be lost. */
  readonly dryRun?: boolean | undefined;
  /** Called with each damaged pack as it is, before anything is changed. */
  readonly onDamaged?: (id: string, content: Buffer) => Promise<void>;
  readonly onProgress?: (progress: { packs: number; totalPacks: number }) => void;
  readonly signal?: AbortSignal;
}

export interface RepairPacksResult {
  /** Packs that were damaged. They are removed, what is readable of them lies in new packs. */
  repaired: string[];
  /** Packs in which nothing is damaged. They are left as they are. */
  sound: string[];
  /** Packs of which nobody knows what they hold: in no index, and with a damaged header. They are left as they are. */
  unknown: string[];
  rescued: number;
  /** Blobs that cannot be read, and lie in no other pack. */
  lost: LostBlob[];
}

/**
 * Rescues what is readable in damaged packs. New packs are stored first, then the index that names them in place of
 * the damaged ones, which go last. `ids` are names of packs or unique beginnings; `FILE_MISSING` when there is no such pack.
 * `repairSnapshots` tells what snapshots have lost.
 *
 * @example
 * ```ts
 * import { openRepository, repairPacks } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { remedies } = await repository.check({ readData: true });
 * for (const remedy of remedies) {
 *   if (remedy.kind !== 'repair-packs') continue;
 *   const { rescued, lost } = await repairPacks(repository, remedy.packs);
 *   console.log(`${rescued} blobs rescued, ${lost.length} lost`);
 * }
 * await repository.close();
 * ```
 */
export async function repairPacks(
  repository: OpenedRepository,
  ids: readonly string[],
  options: RepairPacksOptions = {},
): Promise<RepairPacksResult> {
  const { dryRun = false, onDamaged, onProgress, signal } = options;
  const { store, changing, forgetIndex } = repository[internals];
  return changing({ exclusive: true }, async lock => {
    const files = await loadIndexFiles(store);
    const indexed = packsOf(files);
    const stored = new Map((await listPacks(store.backend, indexed.values())).map(({ name, size }) => [name, size]));
    const known = [...new Set([...indexed.keys(), ...stored.keys()])];
    const wanted = [...new Set(ids.map(id => findPack(store, known, id)))];

    const result: RepairPacksResult = { repaired: [], sound: [], unknown: [], rescued: 0, lost: [] };
    const beforeStore = () => lock.assertHeld();
    const writer = new PackWriter(store, beforeStore);
    const missing: LostBlob[] = [];
    for (const [number, id] of wanted.entries()) {
      signal?.throwIfAborted();
      const inIndex = indexed.get(id)?.blobs;
      const { content, isWhole, header, readable, damaged } = await surveyPack(store, id, inIndex);
      if (readable.length + damaged.length === 0) result.unknown.push(id);
      else if (isWhole && damaged.length === 0 && (inIndex === undefined || hasSameEntries(inIndex, header ?? [])))
        result.sound.push(id);
      else {
        result.repaired.push(id);
        result.rescued += readable.length;
        missing.push(...damaged.map(({ type, id: blob }) => ({ type, id: blob, pack: id })));
        if (!dryRun) {
          await onDamaged?.(id, content);
          // A copy, because a view would keep the whole pack in memory.
          for (const { type, id: blob, sealed, plainLength } of readable)
            await writer.add(type, blob, Buffer.from(sealed), plainLength);
        }
      }
      onProgress?.({ packs: number + 1, totalPacks: wanted.length });
    }
    result.lost = withoutCopies(missing, indexed.values(), new Set(result.repaired));
    if (dryRun || result.repaired.length === 0) return result;
    const added = await writer.finish();
    await rewriteIndex(store, files, { without: new Set(result.repaired), added, beforeStore });
    for (const id of result.repaired) {
      beforeStore();
      await store.backend.remove('data', id);
    }
    forgetIndex();
    return result;
  });
}

function findPack({ backend }: Store, known: readonly string[], id: string): string {
  const matches = namesBeginning(id, known);
  if (matches.length === 1) return matches[0]!;
  const what = matches.length === 0 ? 'there is no pack' : 'more than one pack begins with';
  throw new ResiteError('FILE_MISSING', `${what} ${id} in ${backend.location}`, {
    remedy: { kind: 'name-damaged-packs' } satisfies Remedy,
  });
}
