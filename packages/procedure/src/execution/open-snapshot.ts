import type { SnapshotReference } from '../plan/procedure.ts';
import { readSiteManifest } from '../snapshot/site-manifest.ts';
import { requireTrusted } from '../snapshot/trust.ts';
import type { Execution } from './execution.ts';

/**
 * The snapshot that an action names, with its repository and manifest. Of a restore or rehearsal, each step of each process
 * sees that it may be restored: also one that carries on what another process began.
 */
export async function openSnapshot(execution: Execution, reference: SnapshotReference) {
  const repository = await execution.repository();
  const id = 'id' in reference ? reference.id : execution.outcome('commit-snapshot', reference.step).snapshot;
  const snapshot = await repository.findSnapshot(id);
  const { kind, sites, trust, profiles } = execution.run.procedure;
  if (trust !== undefined) await requireTrusted(repository, snapshot, trust);
  // A backup may be of several sites.
  const manifest = await readSiteManifest(repository, snapshot, {
    siteCode: kind === 'backup' ? undefined : sites[0],
    profiles,
  });
  return { repository, snapshot, manifest };
}
