import { defined, isResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import type { Repository, Snapshot } from '@resite/repository';
import type { Profile, RestoreSituation } from '@resite/site';
import { findProfile } from '@resite/site/profiles/profiles';
import { snapshotPath } from '../capture/snapshot-path.ts';
import { readBacks } from '../history/read-backs.ts';
import type { Journal } from '../journal/journal.ts';
import { leftOutOfSnapshot } from '../snapshot/left-out.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { readSavedKey } from '../snapshot/snapshot-files.ts';
import { createNameJudge } from '../snapshot/tree-names.ts';
import { defaultUsefulLifeDays } from './useful-life.ts';

/** What the checks before a restore want to know of a snapshot. Reads its trees, not its content. */
export async function readSnapshotEvidence(options: {
  readonly repository: Repository;
  readonly snapshot: Snapshot;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly usefulLifeDays?: number | undefined;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[] | undefined;
}): Promise<Required<Pick<RestoreSituation, 'description' | 'snapshotFiles' | 'bytes' | 'snapshot'>>> {
  const { repository, snapshot, manifest, journal, usefulLifeDays = defaultUsefulLifeDays } = options;
  const paths = new Map<string, string>();
  const bytes: Record<string, number> = {};
  const faultOf = createNameJudge();
  const misfits: string[] = [];
  for await (const { path, node } of repository.walk(snapshot.tree)) {
    const fault = faultOf(path, node);
    if (fault !== undefined) misfits.push(`${JSON.stringify(path)}: ${fault}`);
    paths.set(upcase(path), node.type);
    const [, drive] = /^\/([A-Z])\//.exec(path) ?? [];
    if (drive !== undefined) bytes[drive] = (bytes[drive] ?? 0) + Number(node.size ?? 0n);
  }
  const verified = readBacks(journal).get(snapshot.id) || undefined;
  return {
    description: manifest.site,
    snapshotFiles: { has: (path, type) => paths.get(upcase(snapshotPath(path))) === type },
    bytes,
    snapshot: defined({
      captured: new Date(manifest.captured),
      servicePassword: manifest.servicePassword && {
        ...manifest.servicePassword,
        set: new Date(manifest.servicePassword.set),
      },
      roots: manifest.roots,
      leftOut: leftOutOfSnapshot(manifest, findProfile(manifest.profile, options.profiles)),
      misfits,
      registryReadable: await hasSavedKey(repository, snapshot, manifest),
      verified,
      usefulLifeDays,
    }),
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
