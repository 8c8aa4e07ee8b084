import { sameName } from '@resite/registry/names';
import { parseNextId } from '../../next-id.ts';
import { fileName, isWithin } from '../../paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { bootstrapProgram } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';
import type { CheckId } from '../table/table.ts';
import type { RestoreSituation } from './situation.ts';

/** Does the snapshot hold what the site needs to come back? `platform` is the target's, when it is known. */
export function snapshotChecks(
  { description, snapshotFiles }: RestoreSituation,
  profile: Profile,
  platform = description.identity.platform,
): Check[] {
  const { smsRoot, smsIni, clientTree } = description;
  const inRoot = (path: string) => `${smsRoot}\\${path}`;
  const control = inRoot(profile.masterSiteControlFile);
  const program = bootstrapProgram(profile, smsRoot, platform);
  const programs = description.services
    .map(({ imagePath }) => imagePath.replaceAll('"', '').replace(/ \/.*$/, ''))
    .filter(path => isWithin(path, smsRoot) && !sameName(path, program));
  return [
    conclude({
      id: 'snapshot-site-type',
      title: `The snapshot is of a ${profile.siteType} site`,
      good: description.siteType === profile.siteType && profile.siteType === 'secondary',
      found: `a ${description.siteType} site`,
    }),
    files('snapshot-site-control-file', [control]),
    conclude({
      id: 'snapshot-site-control-file-valid',
      good: description.siteControlProblem === undefined,
      found: description.siteControlProblem ?? 'no fault',
    }),
    files(
      'snapshot-required-files',
      profile.requiredFiles.map(({ path }) => inRoot(path)).filter(path => path !== control),
    ),
    files('snapshot-bootstrap-program', [program]),
    files('snapshot-service-programs', programs),
    files('snapshot-client-setup', [inRoot(profile.clientSetup)]),
    optional('snapshot-sms-ini', smsIni, 'file'),
    optional('snapshot-client-tree', clientTree, 'dir'),
    conclude({
      id: 'snapshot-next-unique-id',
      good: parseNextId(description.nextUniqueId ?? '', description.siteCode) !== undefined,
      found: description.nextUniqueId ?? 'no value `Next SMS Unique ID`',
    }),
  ];

  function files(id: CheckId, paths: readonly string[]): Check {
    const missing = paths.filter(path => !snapshotFiles.has(path, 'file'));
    const all = paths.length === 1 ? paths[0]! : paths.map(fileName).join(', ') || 'none';
    return conclude({
      id,
      good: missing.length === 0,
      found: missing.length === 0 ? all : `no ${missing.join(', no ')}`,
      wanted: paths.join(', ') || 'none',
    });
  }

  function optional(id: CheckId, path: string | undefined, type: 'file' | 'dir'): Check {
    const good = path !== undefined && snapshotFiles.has(path, type);
    return conclude({ id, good, found: good ? path : 'none' });
  }
}
