import { isUtf8 } from 'node:buffer';
import type { Repository, Snapshot } from '@resite/repository';
import type { Profile } from '@resite/site';
import { notOfSite } from './find-snapshot.ts';
import type { Manifest } from './manifest.ts';
import { invalid, largestManifest, parseManifest } from './read-manifest.ts';
import { resiteFolder } from './resite-folder.ts';
import { readSnapshotFile } from './snapshot-files.ts';

/** `SNAPSHOT_INCOMPLETE` when the snapshot is not one of a site, `MANIFEST_INVALID` for what {@link parseManifest} refuses. */
export async function readManifest(
  repository: Repository,
  tree: string,
  snapshot: string,
  profiles?: readonly Profile[],
): Promise<Manifest> {
  const path = `/${resiteFolder}/manifest.json`;
  const content = await readSnapshotFile(repository, tree, path, snapshot, largestManifest);
  if (!isUtf8(content)) throw invalid(snapshot, 'manifest.json', 'it is no UTF-8');
  return parseManifest(content.toString(), snapshot, profiles);
}

/**
 * The manifest of a snapshot that must be one of this site. Lists and `latest` go by the tag, a restore goes by the manifest:
 * the two must agree (`MANIFEST_INVALID`), and name the site that is wanted (`SITE_CODE_MISMATCH`).
 */
export async function readSiteManifest(
  repository: Repository,
  { id, tree, tags = [] }: Pick<Snapshot, 'id' | 'tree' | 'tags'>,
  {
    siteCode: wanted,
    profiles,
  }: { readonly siteCode?: string | undefined; readonly profiles?: readonly Profile[] | undefined } = {},
): Promise<Manifest> {
  const manifest = await readManifest(repository, tree, id, profiles);
  const { siteCode } = manifest.site;
  if (tags.some(tag => tag.startsWith('site:') && tag !== `site:${siteCode}`))
    throw invalid(id, 'site.siteCode', 'the snapshot is tagged as one of another site');
  if (wanted !== undefined && siteCode !== wanted) throw notOfSite(id, siteCode, wanted);
  return manifest;
}
