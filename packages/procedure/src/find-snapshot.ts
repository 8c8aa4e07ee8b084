import { ResiteError } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';

/** The snapshot that a person means by `wanted`: an ID, its beginning, or `latest` of the site. `SNAPSHOT_MISSING` when there is none. */
export async function findSiteSnapshot(
  repository: Repository,
  { siteCode, wanted, location }: { siteCode: string; wanted: string; location: string },
): Promise<Snapshot> {
  const snapshot =
    wanted === 'latest'
      ? (await repository.snapshots()).findLast(candidate => candidate.tags?.includes(`site:${siteCode}`))
      : await repository.findSnapshot(wanted);
  if (snapshot !== undefined) return snapshot;
  throw new ResiteError('SNAPSHOT_MISSING', `there is no snapshot of ${siteCode} in ${location}`, {
    hint: 'resite snapshots lists what is there.',
  });
}

export function notOfSite(snapshot: string, found: string, siteCode: string): ResiteError {
  return new ResiteError(
    'SITE_CODE_MISMATCH',
    `snapshot ${snapshot.slice(0, 8)} is of site ${found}, not ${siteCode}`,
    { hint: `resite snapshots ${siteCode} lists those of ${siteCode}.` },
  );
}
