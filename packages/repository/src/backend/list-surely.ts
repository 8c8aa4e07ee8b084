import { ResiteError } from '@resite/errors';
import { type PackedBlob, packSize } from '../format/pack-header.ts';
import type { Backend, FileType, StoredFile } from './backend.ts';

const mostTries = 5;

/**
 * The files of a type as two answers in a row have them, for work that takes for lost, or for unneeded, what no list names: nothing
 * shows of a list that it went wrong on its way. `REPOSITORY_UNREACHABLE` when no two are the same.
 */
export async function listSurely(backend: Backend, type: FileType): Promise<StoredFile[]> {
  let last = await backend.list(type);
  for (let tries = 1; tries < mostTries; tries += 1) {
    const next = await backend.list(type);
    if (textOf(next) === textOf(last)) return next;
    last = next;
  }
  throw new ResiteError('REPOSITORY_UNREACHABLE', `${backend.location} lists other files of ${type} each time`, {
    hint: 'Make sure that nobody else works on the repository, and start again.',
  });
}

interface ListedPack {
  readonly id: string;
  readonly blobs: Iterable<PackedBlob>;
}

/** The packs that are there. Lists them again when one of the index is not among them or has another size. */
export async function listPacks(backend: Backend, indexed: Iterable<ListedPack>): Promise<StoredFile[]> {
  const files = await backend.list('data');
  const sizes = new Map(files.map(({ name, size }) => [name, size]));
  for (const { id, blobs } of indexed) if (sizes.get(id) !== packSize(blobs)) return backend.list('data');
  return files;
}

const textOf = (files: readonly StoredFile[]) =>
  files
    .map(({ name, size }) => `${name} ${size}`)
    .sort()
    .join();
