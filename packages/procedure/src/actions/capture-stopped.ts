import { defined } from '@resite/errors';
import { monotonic, now } from '@resite/filesystem/clock';
import type { Repository } from '@resite/repository';
import { matchesName } from '@resite/site';
import { hostSource } from '../capture/host-source.ts';
import { knowing, type Look } from '../capture/look.ts';
import { windowsPath } from '../capture/snapshot-path.ts';
import { type CopyOptions, copyStopped } from '../capture/stopped-copy.ts';
import type { Execution } from '../execution/execution.ts';
import type { Archived, Captured } from '../plan/outcomes.ts';
import type { ActionOf } from '../plan/procedure.ts';
import { findNode } from '../snapshot/snapshot-files.ts';
import { archive, detailOf } from './captured.ts';
import { copyWhenFree } from './files-in-use.ts';
import { refuseBroken, refuseMissing } from './refuse-copy.ts';

type Capture = ActionOf<'capture'>;

/**
 * Copies a site whose services are stopped: lists it, and reads what is not as it was in the pre-copy. That is kept in
 * memory until the services are back, and stored then (`storeCopy`). What is too much for that is stored at once.
 */
export async function captureStopped(action: Capture, after: string, execution: Execution): Promise<Captured> {
  const began = new Date(now()).toISOString();
  const { tree, files, previous } = execution.outcome('capture', after);
  if (tree === undefined) throw new Error(`${after} has stored nothing`);
  const look = execution.handover.looks.get(action.host);
  const from = { parent: tree, total: files };
  const captured =
    (look && (await copyToMemory(action, execution, { ...from, look }))) ??
    (await copyAtOnce(action, execution, { ...from, look }));
  return defined({ ...captured, began, previous });
}

interface PreCopy {
  readonly parent: string;
  /** Files in it. */
  readonly total: number;
}

type WithoutTime<T> = Omit<T, 'began' | 'previous'>;

async function copyToMemory(
  action: Capture,
  execution: Execution,
  { look, parent, total }: PreCopy & { look: Look },
): Promise<WithoutTime<Captured> | undefined> {
  const watch = { began: monotonic(), total };
  const options: CopyOptions = {
    look,
    reread: isReread(action),
    signal: execution.signal,
    onProgress: ({ files, bytes }) => {
      execution.budget?.progress(action.host, { ...watch, done: files });
      execution.emit({ message_type: 'status', files_done: files, bytes_done: bytes, current_files: [] });
    },
  };
  const host = execution.host(action.host);
  const copy = await copyWhenFree(host, execution, () => copyStopped(host, action.roots, options));
  if (copy === undefined) return undefined;
  refuseBroken(copy);
  refuseMissing(copy.missing);
  execution.handover.copies.set(action.host, { copy, parent });
  const { files, bytes, contents } = copy;
  const bytesRead = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
  return { detail: detailOf(files, contents.size), files, bytes, read: { files: contents.size, bytes: bytesRead } };
}

async function copyAtOnce(
  action: Capture,
  execution: Execution,
  { look, parent, total }: PreCopy & { look: Look | undefined },
): Promise<WithoutTime<Archived>> {
  const host = execution.host(action.host);
  const isWanted = isReread(action);
  const source = hostSource(look === undefined ? host : knowing(host, look), action.roots);
  const reread = (path: string) => isWanted(path.slice(path.lastIndexOf('/') + 1));
  const { captured, ...result } = await copyWhenFree(host, execution, () =>
    archive(action, execution, source, { parent, total, reread }),
  );
  refuseBroken(result);
  refuseMissing(await missingRoots(await execution.repository(), captured.tree, action.roots));
  return captured;
}

/** Puts what was copied into the repository and returns its tree. */
export async function storeCopy(host: string, execution: Execution): Promise<string> {
  const { copies, looks } = execution.handover;
  const kept = copies.get(host);
  if (kept === undefined) throw new Error(`what was copied from ${host} is no longer there`);
  const { copy, parent } = kept;
  const repository = await execution.repository();
  const { tree, unreadable } = await repository.archive(copy.source, {
    parent,
    reread: path => copy.contents.has(windowsPath(path)),
    signal: execution.signal,
  });
  refuseBroken({ unreadable, changedWhileRead: [] });
  copies.delete(host);
  looks.delete(host);
  return tree;
}

function isReread({ reread }: Capture): (name: string) => boolean {
  return name => reread.some(pattern => matchesName(pattern, name));
}

async function missingRoots(repository: Repository, tree: string, roots: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const root of roots) if ((await findNode(repository, tree, root)) === undefined) missing.push(root);
  return missing;
}
