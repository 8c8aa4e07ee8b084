import { defined, isResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { findKey, findValue } from '@resite/registry/keys';
import { upcase } from '@resite/registry/names';
import { readString } from '@resite/registry/values';
import type { Repository, Snapshot } from '@resite/repository';
import { openSettings, type RepositorySettings } from '../access/repository-settings.ts';
import type { Prompt } from '../access/secret.ts';
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
    /** Without it, nobody's snapshots. */
    readonly trust?: SnapshotTrust | undefined;
    readonly prompt?: Prompt;
  } & Pick<Wanted, 'readBacks' | 'remark'>,
): Promise<RehearsalSubject> {
  const { siteCode, snapshot: wanted, repository: settings, trust = { keys: [] }, prompt } = setting;
  const repository = await openSettings(settings, { prompt });
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
      const subject = await readSubject(repository, snapshot, siteCode).catch(async (error: unknown) => {
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
  siteCode: string,
): Promise<Pick<RehearsalSubject, 'manifest' | 'parentServer'>> {
  const manifest = await readSiteManifest(repository, snapshot, siteCode);
  const parentServer = await findParentServer(repository, snapshot, manifest);
  return defined({ manifest, parentServer });
}

/** What is wrong with the snapshot itself is the finding of the rehearsal. */
const isUnreadable = (error: unknown) =>
  isResiteError(error, 'REPOSITORY_DAMAGED', 'SNAPSHOT_INCOMPLETE', 'HIVE_INVALID');

async function findParentServer(
  repository: Repository,
  snapshot: Snapshot,
  { registryKey, site }: Manifest,
): Promise<string | undefined> {
  let key: RegistryKey;
  try {
    key = await readSavedKey(repository, snapshot.tree, registryKey, snapshot.id);
  } catch (error) {
    if (isUnreadable(error)) return undefined; // the rehearsal comes to the same place and says so
    throw error;
  }
  const addresses = findKey(key, `Sites\\${site.siteCode}\\Addresses\\${site.parentSiteCode}`);
  for (const outbox of addresses?.subkeys ?? []) {
    const value = findValue(outbox, 'Address');
    const [, server] =
      /^\\\\([^\\/:*?"<>|]{1,15})\\SMS_SITE$/i.exec(value === undefined ? '' : readString(value)) ?? [];
    if (server !== undefined) return upcase(server);
  }
  return undefined;
}
