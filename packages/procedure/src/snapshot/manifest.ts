import { isUtf8 } from 'node:buffer';
import { formatBytes, ResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { parseHive } from '@resite/registry/hive';
import type { Repository, Snapshot, TreeNode } from '@resite/repository';
import type { LogonServerDescription, SiteDescription } from '@resite/site';
import type { Performance } from '../execution/execution.ts';
import { outcomes } from '../execution/outcomes.ts';
import type { AtLogonServer } from '../ids/logon-servers.ts';
import type { RecordedService } from '../journal/journal.ts';
import type { SnapshotReference } from '../plan/procedure.ts';
import { notOfSite } from './find-snapshot.ts';
import { foldPath } from './fold-path.ts';
import { invalid, largestManifest, parseManifest } from './read-manifest.ts';
import { resiteFolder } from './resite-folder.ts';
import { requireTrusted } from './trust.ts';

/** `/.resite/manifest.json` of a snapshot: what the files alone do not tell. */
export interface Manifest {
  readonly schema: 1;
  readonly run: string;
  /** When the services were all stopped and the capture began. */
  readonly captured: string;
  readonly profile: string;
  readonly site: SiteDescription;
  /** Windows paths: the files are below them. */
  readonly roots: readonly string[];
  readonly registryKey: string;
  /** Earlier states of the site's services, in the order in which they were stopped. */
  readonly services: readonly RecordedService[];
  /** The other logon servers of the site, with their UID files; in snapshots of earlier versions there is none of it. */
  readonly logonServers?: readonly AtLogonServer<LogonServerDescription>[];
  /** The configured name of the host. */
  readonly host: string;
}

export { resiteFolder };

/** `SNAPSHOT_INCOMPLETE` when the snapshot is not one of a site, `MANIFEST_INVALID` for what {@link parseManifest} refuses. */
export async function readManifest(repository: Repository, tree: string, snapshot: string): Promise<Manifest> {
  const path = `/${resiteFolder}/manifest.json`;
  const content = await readSnapshotFile(repository, tree, path, snapshot, largestManifest);
  if (!isUtf8(content)) throw invalid(snapshot, 'manifest.json', 'it is no UTF-8');
  return parseManifest(content.toString(), snapshot);
}

/**
 * The manifest of a snapshot that must be one of this site. Lists and `latest` go by the tag, a restore goes by the manifest:
 * the two must agree (`MANIFEST_INVALID`), and name the site that is wanted (`SITE_CODE_MISMATCH`).
 */
export async function readSiteManifest(
  repository: Repository,
  { id, tree, tags = [] }: Pick<Snapshot, 'id' | 'tree' | 'tags'>,
  wanted?: string,
): Promise<Manifest> {
  const manifest = await readManifest(repository, tree, id);
  const { siteCode } = manifest.site;
  if (tags.some(tag => tag.startsWith('site:') && tag !== `site:${siteCode}`))
    throw invalid(id, 'site.siteCode', 'the snapshot is tagged as one of another site');
  if (wanted !== undefined && siteCode !== wanted) throw notOfSite(id, siteCode, wanted);
  return manifest;
}

/** `most` bytes at most: whoever made the snapshot chose its size. */
export async function readSnapshotFile(
  repository: Repository,
  tree: string,
  path: string,
  snapshot: string,
  most = 64 * 2 ** 20,
): Promise<Buffer> {
  const node = await repository.find(tree, path);
  if (node?.type !== 'file') {
    throw new ResiteError('SNAPSHOT_INCOMPLETE', `snapshot ${snapshot.slice(0, 8)} has no ${path}`, {
      hint: 'resite snapshots lists the snapshots of sites; choose another one.',
    });
  }
  const tooLarge = () => invalid(snapshot, path, `it has more than ${formatBytes(most)}`);
  if ((node.size ?? 0n) > most) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of repository.read(node)) {
    size += part.length;
    if (size > most) throw tooLarge(); // the size of a node is only what it says of itself
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The node at a Windows path, whose names compare as Windows compares them; undefined when there is none. */
export async function findNode(repository: Repository, tree: string, path: string): Promise<TreeNode | undefined> {
  let node: TreeNode | undefined;
  let folder: string | undefined = tree;
  for (const name of foldPath(snapshotPath(path)).split('/').filter(Boolean)) {
    const nodes: TreeNode[] = folder === undefined ? [] : await repository.tree(folder);
    node = nodes.find(candidate => foldPath(candidate.name.toString()) === name);
    folder = node?.subtree;
  }
  return node;
}

/** The registry key that the snapshot holds as a hive, as REGEDT32's Save Key made it. */
export async function readSavedKey(
  repository: Repository,
  tree: string,
  key: string,
  snapshot: string,
): Promise<RegistryKey> {
  const name = key.slice(key.lastIndexOf('\\') + 1);
  return parseHive(await readSnapshotFile(repository, tree, `/${resiteFolder}/registry/${name}.hiv`, snapshot)).root;
}

/** `C:\SMS.INI` → `/C/SMS.INI` */
export function snapshotPath(windowsPath: string): string {
  return `/${windowsPath.replace(/^([A-Za-z]):/, (_match, drive: string) => drive.toUpperCase()).replaceAll('\\', '/')}`.replace(
    /\/$/,
    '',
  );
}

/** `/C/SMS.INI` → `C:\SMS.INI`. Only for paths whose names a Windows disk can hold: see {@link createNameJudge}. */
export const windowsPath = (path: string) => `${path[1]}:\\${path.slice(3).replaceAll('/', '\\')}`;

/**
 * The snapshot that an action names, with its repository and manifest. Of a restore or rehearsal, each step of each process
 * sees that it may be restored: also one that carries on what another process began.
 */
export async function openSnapshot(performance: Performance, reference: SnapshotReference) {
  const repository = await performance.repository();
  const id = 'id' in reference ? reference.id : performance.outcome(reference.step, outcomes.committed).snapshot;
  const snapshot = await repository.findSnapshot(id);
  const { kind, siteCode, trust } = performance.run.procedure;
  if (trust !== undefined) await requireTrusted(repository, snapshot, trust);
  // A backup may be of several sites.
  const manifest = await readSiteManifest(repository, snapshot, kind === 'backup' ? undefined : siteCode);
  return { repository, snapshot, manifest };
}
