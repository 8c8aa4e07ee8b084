import { defined, isResiteError } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import type { Profile } from '@resite/site';
import { findParentServer } from '@resite/site/discovery/parent-address';
import { findProfile } from '@resite/site/profiles/profiles';
import { type OpenSettingsOptions, openSettings, type RepositorySettings } from '../access/repository-settings.ts';
import type { Prompt } from '../access/secret-source.ts';
import { findSiteSnapshot, type Wanted } from '../snapshot/find-snapshot.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { judgeProvenance } from '../snapshot/provenance.ts';
import { readSiteManifest } from '../snapshot/site-manifest.ts';
import { readSavedKey } from '../snapshot/snapshot-files.ts';
import { insteadOf, refuseChanged, refuseUntrusted, requireSameSnapshot } from '../snapshot/trust.ts';
import type { SnapshotTrust } from '../snapshot/trust-text.ts';

/** A snapshot that is to be rehearsed. */
export interface RehearsalSubject {
  /** Full ID of the repository. */
  readonly repository: string;
  readonly snapshot: Snapshot;
  /** Undefined when the snapshot cannot even say what it is of. */
  readonly manifest: Manifest | undefined;
  /** Whose snapshots are rehearsed, and what was found of this one. */
  readonly trust: SnapshotTrust;
  /** Computer name of the server that the site sends to as its parent's, if its registry names one. */
  readonly parentServer?: string;
}

/** Looks at the snapshot, and at no host: a rehearsal needs neither the site nor its parent. */
export async function prepareRehearsal(
  setting: {
    readonly siteCode: string;
    readonly snapshot: string;
    readonly repository: RepositorySettings;
    /** Beside those that come with Resite. */
    readonly profiles?: readonly Profile[] | undefined;
    /** Without it, nobody's snapshots. */
    readonly trust?: SnapshotTrust | undefined;
    readonly prompt?: Prompt;
  } & Pick<Wanted, 'readBacks' | 'remark'> &
    Pick<OpenSettingsOptions, 'onUnusable'>,
): Promise<RehearsalSubject> {
  const { siteCode, snapshot: wanted, repository: settings, trust = { keys: [] }, prompt } = setting;
  const repository = await openSettings(settings, { prompt, onUnusable: setting.onUnusable });
  try {
    const snapshot = await findSiteSnapshot(repository, { ...setting, wanted, location: settings.location });
    requireSameSnapshot(trust.snapshot, snapshot.id);
    const found = { repository: repository.id, snapshot };
    try {
      const provenance = await judgeProvenance(repository, snapshot, trust);
      refuseChanged(provenance, snapshot.id);
      const refuse = async () => {
        const instead = await insteadOf(repository, snapshot, { found: provenance, siteCode, trust });
        refuseUntrusted(provenance, snapshot.id, trust, instead);
      };
      const subject = await readSubject(repository, snapshot, setting).catch(async (error: unknown) => {
        if (isUnreadable(error)) await refuse();
        throw error;
      });
      await refuse();
      return { ...found, trust: { ...trust, found: provenance }, ...subject };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { ...found, trust, manifest: undefined };
    }
  } finally {
    await repository.close();
  }
}

async function readSubject(
  repository: Repository,
  snapshot: Snapshot,
  setting: { readonly siteCode: string; readonly profiles?: readonly Profile[] | undefined },
): Promise<Pick<RehearsalSubject, 'manifest' | 'parentServer'>> {
  const manifest = await readSiteManifest(repository, snapshot, setting);
  const profile = findProfile(manifest.profile, setting.profiles);
  return defined({ manifest, parentServer: await parentServerOf(repository, snapshot, manifest, profile) });
}

/** What is wrong with the snapshot itself is the finding of the rehearsal. */
const isUnreadable = (error: unknown) =>
  isResiteError(error, 'REPOSITORY_DAMAGED', 'SNAPSHOT_INCOMPLETE', 'HIVE_INVALID');

async function parentServerOf(
  repository: Repository,
  { tree, id }: Snapshot,
  { registryKey, site }: Manifest,
  profile: Profile,
): Promise<string | undefined> {
  try {
    return findParentServer(await readSavedKey(repository, tree, registryKey, id), site, profile);
  } catch (error) {
    if (isUnreadable(error)) return undefined; // the rehearsal comes to the same place and says so
    throw error;
  }
}
