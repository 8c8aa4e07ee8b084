import type { Host } from '@resite/host';
import { uniqueNames } from '@resite/registry/names';
import type { Repository, Snapshot } from '@resite/repository';
import type { Profile } from '@resite/site';
import { captureRoots } from '@resite/site/discovery/capture-roots';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { findProfile } from '@resite/site/profiles/profiles';
import type { Manifest } from '../snapshot/manifest.ts';
import { readSavedKey } from '../snapshot/snapshot-files.ts';
import { controlFileDrift } from './control-file-drift.ts';
import { descriptionDrift, serviceDrift, shareDrift } from './description-drift.ts';
import type { DriftItem } from './drift-item.ts';
import { compareFiles, type FileDrift } from './file-drift.ts';
import { iniDrift } from './ini-drift.ts';
import { registryDrift } from './registry-drift.ts';

/** What has changed on a live site since a snapshot of it. */
export interface Drift {
  readonly site: string;
  readonly snapshot: string;
  /** When the snapshot was taken, RFC 3339. */
  readonly captured: string;
  readonly items: readonly DriftItem[];
  /** Files change on every site that works; they are counted, and are no drift. */
  readonly files: FileDrift;
}

/** Compares the live site with the snapshot. Reads only, and touches no service. */
export async function detectDrift(options: {
  readonly host: Host;
  readonly repository: Repository;
  readonly snapshot: Snapshot;
  readonly manifest: Manifest;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[];
}): Promise<Drift> {
  const { host, repository, snapshot, manifest, profiles } = options;
  const profile = findProfile(manifest.profile, profiles);
  const live = await discoverSite(host, [profile]);
  const saved = { repository, tree: snapshot.tree, id: snapshot.id };
  const before = await readSavedKey(repository, snapshot.tree, manifest.registryKey, snapshot.id);
  const key = await host.registry.read(manifest.registryKey);
  return {
    site: manifest.site.siteCode,
    snapshot: snapshot.id,
    captured: manifest.captured,
    items: [
      ...descriptionDrift(manifest.site, live, profile),
      ...serviceDrift(manifest, live),
      ...shareDrift(manifest.site, live),
      ...registryDrift(before, key, profile),
      ...(await controlFileDrift(host, { before: manifest.site, now: live, profile }, saved)),
      ...(await iniDrift(host, manifest.site, live, saved)),
    ],
    files: await compareFiles(host, uniqueNames([...manifest.roots, ...captureRoots(live)]), saved),
  };
}
