import { isResiteError } from '@resite/errors';
import { sha256 } from '../crypto/hash.ts';
import { unitedEntries } from '../format/pack-entries.ts';
import type { PackedBlob } from '../format/pack-header.ts';
import type { Store } from '../store/store.ts';
import { searchHeader } from './search-header.ts';

export interface SurveyedPack {
  /** The file as it was read last; empty when it is missing. */
  content: Buffer;
  /** Whether the content matches the name. */
  isWhole: boolean;
  header: PackedBlob[] | undefined;
  readable: (PackedBlob & { sealed: Buffer })[];
  damaged: PackedBlob[];
}

/**
 * What can be read of a pack, whatever is wrong with it: of the blobs that its header lists, wherever that lies, and of those
 * that the index says are in it.
 */
export async function surveyPack(
  store: Store,
  id: string,
  indexed: readonly PackedBlob[] | undefined,
): Promise<SurveyedPack> {
  const { readings, isWhole } = await readPack(store, id);
  const header = firstOf(readings, bytes => searchHeader(store.sealer, bytes));
  return { content: readings[0]!, isWhole, header, ...sortBlobs(store, unitedEntries(indexed, header), readings) };
}

/** The newest first. What seems to be damaged may have gone wrong on its way, each time elsewhere. */
async function readPack(store: Store, id: string): Promise<{ readings: Buffer[]; isWhole: boolean }> {
  const first = await loadAll(store, id);
  if (sha256(first) === id) return { readings: [first], isWhole: true };
  const second = await loadAll(store, id);
  return { readings: second.equals(first) ? [second] : [second, first], isWhole: sha256(second) === id };
}

async function loadAll(store: Store, id: string): Promise<Buffer> {
  try {
    return await store.backend.load('data', id);
  } catch (error) {
    if (!isResiteError(error, 'FILE_MISSING')) throw error;
    return Buffer.alloc(0);
  }
}

/** Each blob counts once: index and header may disagree about its place. */
function sortBlobs(
  store: Store,
  entries: readonly PackedBlob[],
  readings: readonly Buffer[],
): Pick<SurveyedPack, 'readable' | 'damaged'> {
  const readable = new Map<string, SurveyedPack['readable'][number]>();
  const damaged = new Map<string, PackedBlob>();
  for (const blob of entries) {
    const { id, type, offset, length, plainLength } = blob;
    const key = `${type} ${id}`;
    if (readable.has(key)) continue;
    const sealed = firstOf(readings, bytes => {
      const part = bytes.subarray(offset, offset + length);
      return store.openBlob(id, part, plainLength) && part;
    });
    if (sealed === undefined) damaged.set(key, blob);
    else readable.set(key, { ...blob, sealed });
  }
  for (const key of readable.keys()) damaged.delete(key);
  return { readable: [...readable.values()], damaged: [...damaged.values()] };
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
