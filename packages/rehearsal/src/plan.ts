import { defined } from '@resite/errors';
import type { HostSettings, Manifest, Procedure, RehearsalSubject, RepositorySettings } from '@resite/procedure';
import { accountOf, planFailedRehearsal, planRehearsal } from '@resite/procedure/plan';
import type { Profile } from '@resite/site';
import { findProfile, needsAccount } from '@resite/site/profiles/profiles';
import type { Scratch } from './scratch.ts';

/** What a rehearsal is of, and how long it waits. */
export interface RehearsalSetting {
  readonly siteCode: string;
  /** What the site should be. */
  readonly profile: Profile;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[];
  readonly repository: RepositorySettings;
  /** Name of the account that the services run with; without it, that of the snapshot. */
  readonly account?: string;
  /** For the services, and then for the signs of a working site. */
  readonly minutes: number;
}

/** The steps of a rehearsal. Without a scratch machine they name one that does not exist: for a dry run. */
export function planOn(
  setting: RehearsalSetting,
  { manifest, snapshot, trust }: RehearsalSubject,
  scratch: Pick<Scratch, 'target' | 'standIn' | 'hosts' | 'passwordFile'> = imagined,
): Procedure {
  const { siteCode, profile, profiles, repository, minutes } = setting;
  if (manifest === undefined) {
    return planFailedRehearsal({ siteCode, profile: profile.name, snapshot: snapshot.id, repository, trust });
  }
  const { target, standIn, hosts, passwordFile } = scratch;
  return planRehearsal({
    manifest,
    snapshot: snapshot.id,
    target,
    hosts,
    repository,
    trust,
    minutes,
    profiles,
    ...defined({ standIn }),
    account: needsAccount(findProfile(manifest.profile, profiles), manifest.site.services)
      ? { user: accountName(setting, manifest), password: { file: passwordFile } }
      : undefined,
  });
}

const nowhere: HostSettings = { driver: 'lab', machine: '/nonexistent' };
const imagined = { target: 'scratch', standIn: undefined, hosts: { scratch: nowhere }, passwordFile: '/nonexistent' };

/** The account is made on the scratch machine, with a password of its own: nobody is asked for one, whatever the snapshot says. */
export function accountName({ account }: Pick<RehearsalSetting, 'account'>, manifest: Manifest | undefined): string {
  if (account !== undefined || manifest === undefined) return account ?? '';
  const { user } = accountOf(manifest.site);
  return /^[^\\/]+\\[^\\/]+$/.test(user) ? user : 'SCRATCH\\SERVICES';
}
