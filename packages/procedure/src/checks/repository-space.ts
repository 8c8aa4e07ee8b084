import { statfs } from 'node:fs/promises';
import { formatBytes } from '@resite/errors';
import type { Host } from '@resite/host';
import type { Repository } from '@resite/repository';
import { newest } from '@resite/repository/snapshots';
import type { SiteDescription } from '@resite/site';
import { type Check, conclude } from '@resite/site/checks/check';
import { captureRoots } from '@resite/site/discovery/capture-roots';
import { compareFiles } from '../drift/file-drift.ts';

/** Will the repository hold what changed since the site's last snapshot? Only for a folder of this computer is that known. */
export async function checkRepositorySpace(options: {
  readonly host: Host;
  readonly site: SiteDescription;
  readonly repository: Repository;
  readonly location: string;
}): Promise<Check[]> {
  const { host, site, repository, location } = options;
  // A scheme such as `sftp:`; one letter is a drive.
  if (/^[a-z][a-z0-9+.-]+:/i.test(location)) return [];
  const last = newest((await repository.snapshots()).filter(({ tags }) => tags?.includes(`site:${site.siteCode}`)));
  const snapshot = last && { repository, tree: last.tree };
  const { bytes } = await compareFiles(host, captureRoots(site), snapshot);
  const { bavail, bsize } = await statfs(location);
  const free = bavail * bsize;
  return [
    conclude({
      id: 'repository-space',
      good: free >= bytes,
      found: `${formatBytes(free)} free`,
      wanted: `${formatBytes(bytes)}, which ${last === undefined ? 'the site has' : 'changed since the last snapshot'}; they are compressed`,
    }),
  ];
}
