import { isResiteError } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import type { RestoreSituation } from '@resite/site';
import type { Journal } from './journal.ts';
import { type Manifest, readSavedKey, snapshotPath } from './manifest.ts';
import { createNameJudge } from './snapshot/tree-names.ts';
import { defaultUsefulLifeDays } from './useful-life.ts';

/** What the checks before a restore want to know of a snapshot. Reads its trees, not its content. */
export async function readSnapshotEvidence(options: {
  readonly repository: Repository;
  readonly snapshot: Snapshot;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly usefulLifeDays?: number | undefined;
}): Promise<Required<Pick<RestoreSituation, 'description' | 'snapshotFiles' | 'bytes' | 'snapshot'>>> {
  const { repository, snapshot, manifest, journal, usefulLifeDays = defaultUsefulLifeDays } = options;
  const paths = new Set<string>();
  const bytes: Record<string, number> = {};
  const faultOf = createNameJudge();
  const misfits: string[] = [];
  for await (const { path, node } of repository.walk(snapshot.tree)) {
    const fault = faultOf(path, node);
    if (fault !== undefined) misfits.push(`${JSON.stringify(path)}: ${fault}`);
    paths.add(path.toUpperCase());
    const [, drive] = /^\/([A-Z])\//.exec(path) ?? [];
    if (drive !== undefined) bytes[drive] = (bytes[drive] ?? 0) + Number(node.size ?? 0n);
  }
  const verified = lastVerified(journal, snapshot.id);
  return {
    description: manifest.site,
    snapshotFiles: { has: path => paths.has(snapshotPath(path).toUpperCase()) },
    bytes,
    snapshot: {
      captured: new Date(manifest.captured),
      roots: manifest.roots,
      misfits,
      registryReadable: await hasSavedKey(repository, snapshot, manifest),
      ...(verified !== undefined && { verified }),
      usefulLifeDays,
    },
  };
}

async function hasSavedKey(
  repository: Repository,
  { tree, id }: Snapshot,
  { registryKey }: Manifest,
): Promise<boolean> {
  try {
    await readSavedKey(repository, tree, registryKey, id);
    return true;
  } catch (error) {
    if (isResiteError(error, 'SNAPSHOT_INCOMPLETE', 'HIVE_INVALID')) return false;
    throw error;
  }
}

/** The end of the latest step of any run that has read every byte of this snapshot. */
function lastVerified(journal: Journal, snapshot: string): Date | undefined {
  const times = journal.runs().flatMap(({ id, procedure }) => {
    const records = journal.steps(id);
    const outcomeOf = (step: string) => records.find(({ stepId }) => stepId === step)?.outcome;
    return procedure.steps.flatMap(({ id: step, action }) => {
      if (action.type !== 'verify-snapshot') return [];
      const of =
        'id' in action.snapshot
          ? action.snapshot.id
          : (outcomeOf(action.snapshot.step) as { snapshot?: string } | undefined)?.snapshot;
      const record = records.find(({ stepId }) => stepId === step);
      return of === snapshot && record?.state === 'done' && record.ended !== undefined ? [record.ended] : [];
    });
  });
  return times.sort((a, b) => a.getTime() - b.getTime()).at(-1);
}
