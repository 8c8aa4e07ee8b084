import { ResiteError } from '@resite/errors';
import type { FileType } from '../backend/backend.ts';
import { namesBeginning } from '../backend/names-beginning.ts';
import { readAgain } from '../backend/read-again.ts';
import { readAnyCopy } from '../blob-index/read-any-copy.ts';
import { sha256 } from '../crypto/hash.ts';
import { encodeConfig } from '../format/config.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import type { Store } from '../store/store.ts';

/** What `readObject` can read beside the config, which has no ID. */
export type ObjectType = 'blob' | keyof typeof fileTypes;

const fileTypes = {
  pack: 'data',
  snapshot: 'snapshots',
  index: 'index',
  key: 'keys',
  lock: 'locks',
} as const satisfies Record<string, FileType>;

/** The JSON of the config. */
export function readConfig(repository: OpenedRepository): Buffer {
  return encodeConfig(repository[internals].config);
}

/**
 * What an object says, decrypted, decompressed and verified; a pack and a key as they are stored. Of a file the beginning of the ID is
 * enough, of a blob it is the whole. `FILE_MISSING` when there is none or the ID is not clear, `REPOSITORY_DAMAGED` when it cannot be used.
 */
export async function readObject(repository: OpenedRepository, type: ObjectType, id: string): Promise<Buffer> {
  const { store, reading } = repository[internals];
  if (type === 'blob') return reading(() => readBlob(repository, id));
  const file = fileTypes[type];
  const name = await findFile(store, file, id);
  if (file === 'snapshots' || file === 'index' || file === 'locks') return store.loadUnpacked(file, name);
  return readAgain(async () => {
    const bytes = await store.backend.load(file, name);
    if (sha256(bytes) === name) return bytes;
    throw store.damaged(`${file}/${name}`, new Error('its name is not the SHA-256 of its content'));
  });
}

async function findFile({ backend }: Store, type: FileType, id: string): Promise<string> {
  const names = namesBeginning(
    id,
    (await backend.list(type)).map(({ name }) => name),
  );
  if (names.length === 1) return names[0]!;
  const what = names.length === 0 ? 'there is no' : 'there is more than one';
  throw new ResiteError('FILE_MISSING', `${what} ${type}/${id} in ${backend.location}`, {
    hint: 'List what there is, and give as much of the ID as makes it clear.',
  });
}

async function readBlob(repository: OpenedRepository, id: string): Promise<Buffer> {
  const { store, loadIndex } = repository[internals];
  const index = await loadIndex();
  for (const type of ['data', 'tree'] as const) {
    const place = index.place(type, id);
    if (place !== undefined) return readAnyCopy(store, index, { type, id }, () => store.loadBlob(id, place));
  }
  throw new ResiteError('FILE_MISSING', `there is no blob ${id} in ${store.backend.location}`, {
    hint: 'A blob is named by its whole ID, of 64 hex digits.',
  });
}
