import {
  type Backend,
  initRepositoryOn,
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
} from '../src/index.ts';
import { fieldsFor, kdf, password } from './helpers.ts';
import { memoryTarget } from './memory-target.ts';
import { type Folder, virtualSource } from './virtual-source.ts';

export async function makeMemoryRepository(backend: Backend = memoryBackend()): Promise<OpenedRepository> {
  return initRepositoryOn(backend, password, { kdf });
}

export function reopenMemory(backend: Backend): Promise<OpenedRepository> {
  return openRepositoryOn(backend, password);
}

/** Archives and commits a virtual tree. */
export async function store(repository: OpenedRepository, folder: Folder) {
  const { tree, summary } = await repository.archive(virtualSource(folder));
  return repository.commit({ ...fieldsFor('/'), tree, summary });
}

/** All files below a tree, by path. */
export async function contents(repository: OpenedRepository, tree: string): Promise<Record<string, string>> {
  const target = memoryTarget();
  const { failed } = await repository.restore(tree, target);
  if (failed.length > 0) throw failed[0]!.error;
  return Object.fromEntries([...target.files].map(([path, content]) => [path, content.toString()]));
}
