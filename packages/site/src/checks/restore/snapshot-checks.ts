import { parseNextId } from '../../next-id.ts';
import type { Profile } from '../../profiles/profile.ts';
import { bootstrapProgram } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';
import type { RestoreSituation } from './situation.ts';

/** Does the snapshot hold what the site needs to come back? `platform` is the target's, when it is known. */
export function snapshotChecks(
  { description, snapshotFiles }: RestoreSituation,
  profile: Profile,
  platform = description.identity.platform,
): Check[] {
  const { smsRoot, smsIni, clientTree } = description;
  const has = (path: string) => snapshotFiles.has(path);
  const inRoot = (path: string) => `${smsRoot}\\${path}`;
  const control = inRoot(profile.masterSiteControlFile);
  const program = bootstrapProgram(profile, smsRoot, platform);
  const other = 'Choose another snapshot; `resite snapshots` lists them.';
  return [
    conclude({
      id: 'snapshot-site-type',
      title: `The snapshot is of a ${profile.siteType} site`,
      good: description.siteType === profile.siteType && profile.siteType === 'secondary',
      code: 'SITE_NOT_SECONDARY',
      found: `a ${description.siteType} site`,
      wanted: 'a secondary site',
      remedy: other,
      source: 'Q138347',
    }),
    conclude({
      id: 'snapshot-site-control-file',
      title: 'The snapshot has SITECTRL.CT0',
      good: has(control),
      code: 'SITE_CONTROL_FILE_MISSING',
      found: has(control) ? control : `no ${control}`,
      wanted: control,
      remedy: `${other} Without it, the image that the parent holds (PREINST /DUMP) can stand in.`,
      source: 'Q138347 Backup 4a; Q183347',
    }),
    conclude({
      id: 'snapshot-site-control-file-valid',
      title: 'SITECTRL.CT0 of the snapshot can be read',
      good: description.siteControlProblem === undefined,
      code: 'SITE_CONTROL_FILE_INVALID',
      found: description.siteControlProblem ?? 'no fault',
      wanted: 'a whole site control file',
      remedy: other,
      source: 'Q122179 (event 211)',
    }),
    ...profile.requiredFiles
      .filter(({ path }) => inRoot(path) !== control)
      .map(({ path, reason, source }) => file(inRoot(path), 'error', `${reason} ${other}`, source)),
    file(
      program,
      'error',
      `The target is of the platform ${platform}; the site had ${description.identity.platform}. ${other}`,
      'Q138347 Restore 4; Q152488',
    ),
    file(
      inRoot(profile.clientSetup),
      'warning',
      'Client Setup cannot run on the restored server.',
      'Q138347 Restore 3e',
    ),
    optional('SMS.INI', smsIni, 'The restored server gets a new SMS ID.', 'Q138347 Backup 4d; Q149673'),
    optional(
      'the \\MS directory',
      clientTree,
      'The restored server is no client of its site.',
      'Q138347 Backup 4b; Q149681',
    ),
    conclude({
      id: 'snapshot-next-unique-id',
      title: 'The snapshot tells the next range of SMS IDs',
      good: parseNextId(description.nextUniqueId ?? '', description.siteCode) !== undefined,
      code: 'IDS_UNKNOWN',
      found: description.nextUniqueId ?? 'no value `Next SMS Unique ID`',
      wanted: 'two, five or eight characters of base 36',
      remedy: `${other} No ID is ever guessed.`,
      source: 'Q127052',
    }),
  ];

  function file(path: string, severity: Check['severity'], remedy: string, source: string): Check {
    const name = path.slice(path.lastIndexOf('\\') + 1);
    return conclude({
      id: `snapshot-${name.toLowerCase().replaceAll('.', '-')}`,
      title: `The snapshot has ${name}`,
      severity,
      good: has(path),
      code: 'SNAPSHOT_INCOMPLETE',
      found: has(path) ? path : `no ${path}`,
      wanted: path,
      remedy,
      source,
    });
  }

  function optional(what: string, path: string | undefined, remedy: string, source: string): Check {
    const good = path !== undefined && has(path);
    return conclude({
      id: `snapshot-${what === 'SMS.INI' ? 'sms-ini' : 'client-tree'}`,
      title: `The snapshot has ${what}`,
      severity: 'warning',
      good,
      code: 'SNAPSHOT_INCOMPLETE',
      found: good ? path! : 'none',
      wanted: what,
      remedy,
      source,
    });
  }
}
