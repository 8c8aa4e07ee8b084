import { plural, ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { diffKeys, formatDifferences } from '@resite/registry/differences';
import { upcase } from '@resite/registry/names';
import type { Repository, TreeNode } from '@resite/repository';
import { isWithin, snapshotPath, windowsPath } from '../capture/snapshot-path.ts';
import { fileMetadata } from '../capture/windows-attributes.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { readSavedKey } from '../snapshot/snapshot-files.ts';
import { createNameJudge } from '../snapshot/tree-names.ts';
import type { ActionHandler } from './action-handler.ts';

/**
 * Reads everything that was restored back from the target and compares it with the snapshot: names, content, times,
 * attributes, security descriptors, and the registry key value by value. Runs before anything on the target changes it.
 */
export const compareWithSnapshot: ActionHandler<'compare-with-snapshot'> = async (action, execution) => {
  const { repository, snapshot } = await openSnapshot(execution, action.snapshot);
  const host = execution.host(action.host);
  const roots = action.roots.map(root => upcase(snapshotPath(root)));
  const differences: string[] = [];
  const faultOf = createNameJudge();
  let files = 0;
  for await (const { path, node } of repository.walk(snapshot.tree)) {
    execution.signal.throwIfAborted();
    const upper = upcase(path);
    if (!isWithin(upper, roots)) continue;
    const fault = faultOf(path, node);
    const difference =
      fault === undefined
        ? await compareNode(host, repository, windowsPath(path), node)
        : `${JSON.stringify(path)}: ${fault}`;
    if (difference !== undefined) differences.push(difference);
    if (node.type === 'file') files += 1;
  }
  const saved = await readSavedKey(repository, snapshot.tree, action.key, snapshot.id);
  const live = await host.registry.read(action.key);
  if (live === undefined) differences.push(`${action.key} is missing`);
  else differences.push(...formatDifferences(diffKeys(saved, live)).split('\n').filter(Boolean));
  if (differences.length > 0) {
    throw new ResiteError(
      'RESTORE_PARTIAL',
      `${plural(differences.length, 'difference')} between ${action.host} and the snapshot: ${differences.slice(0, 5).join('; ')}`,
      {
        remedy: {
          kind: 'resume-run',
          run: execution.run.id,
          first: 'Put the cause right (is a program writing there?)',
        } satisfies ProcedureRemedy,
      },
    );
  }
  return { detail: `${plural(files, 'file')} and ${action.key} equal the snapshot` };
};

async function compareNode(
  host: Host,
  repository: Repository,
  path: string,
  node: TreeNode,
): Promise<string | undefined> {
  const info = await host.files.stat(path);
  if (info === undefined) return `${path} is missing`;
  if ((node.type === 'dir') !== (info.type === 'directory')) return `${path} is not a ${node.type}`;
  const wanted = fileMetadata(node);
  const { modified, created } = host.files.timePrecision ?? exact;
  if (!sameTime(wanted.modified, info.modified, modified)) return `${path} has another time`;
  if (!sameAttributes(wanted.attributes, info.attributes, host.files.keptAttributes))
    return `${path} has other attributes`;
  if (!sameTime(wanted.created, info.created, created)) return `${path} has another creation time`;
  if (!sameBytes(wanted.securityDescriptor, await host.files.securityDescriptor(path)))
    return `${path} has other permissions`;
  if (node.type !== 'file') return undefined;
  if (BigInt(info.size) !== (node.size ?? 0n)) return `${path} has another size`;
  return (await sameContent(repository.read(node), host.files.stream(path))) ? undefined : `${path} has other content`;
}

const exact = { modified: 1n, created: 1n };

/** As exactly as the host can set it; what the snapshot does not say counts as the same. */
function sameTime(wanted: bigint | undefined, found: bigint | undefined, precision: bigint): boolean {
  return wanted === undefined || (found !== undefined && wanted / precision === found / precision);
}

/** Of the bits that the host keeps. */
function sameAttributes(wanted: number | undefined, found: number, kept = ~0): boolean {
  return wanted === undefined || ((wanted ^ found) & kept) === 0;
}

async function sameContent(expected: AsyncIterable<Buffer>, found: AsyncIterable<Buffer>): Promise<boolean> {
  const right = found[Symbol.asyncIterator]();
  let pending = Buffer.alloc(0);
  try {
    for await (const left of expected) {
      for (let position = 0; position < left.length; ) {
        if (pending.length === 0) {
          const next = await right.next();
          if (next.done === true) return false;
          pending = next.value as Buffer<ArrayBuffer>;
        }
        const length = Math.min(pending.length, left.length - position);
        if (left.compare(pending, 0, length, position, position + length) !== 0) return false;
        position += length;
        pending = pending.subarray(length);
      }
    }
    return pending.length === 0 && (await right.next()).done === true;
  } finally {
    await right.return?.();
  }
}

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
  a === undefined || b === undefined ? a === b : Buffer.from(a).equals(b);
