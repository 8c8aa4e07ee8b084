import { sameName } from '@resite/registry/names';
import { describedPlaces } from '../../discovery/described-places.ts';
import { parseNextId } from '../../next-id.ts';
import { fileName, isWithin } from '../../paths.ts';
import { programOf } from '../../places.ts';
import type { Profile } from '../../profiles/profile.ts';
import { bootstrapProgram, setupProgram } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';
import type { CheckId } from '../table/table.ts';
import type { RestoreSituation } from './situation.ts';

/** Does the snapshot hold what the site needs to come back? */
export function snapshotChecks({ description, snapshotFiles }: RestoreSituation, profile: Profile): Check[] {
  const { smsRoot, smsIni, clientTree } = description;
  const { bootstrap, siteControl, setup, ids } = profile;
  const has = (place: string) => profile.places.some(({ id }) => id === place);
  const inRoot = (path: string) => `${smsRoot}\\${path}`;
  const control = siteControl && inRoot(siteControl.masterFile);
  const program = bootstrap && bootstrapProgram(bootstrap, smsRoot, description.identity.platform);
  const roots = describedPlaces(description).map(({ path }) => path);
  const programs = description.services
    .map(({ imagePath }) => programOf(imagePath))
    .filter(path => roots.some(root => isWithin(path, root)) && (program === undefined || !sameName(path, program)));
  return [
    conclude({
      id: 'snapshot-site-type',
      title: `The snapshot is of a ${profile.siteType} site`,
      good: description.siteType === profile.siteType && profile.siteType === 'secondary',
      found: `a ${description.siteType} site`,
    }),
    ...(control === undefined
      ? []
      : [
          files('snapshot-site-control-file', [control]),
          conclude({
            id: 'snapshot-site-control-file-valid',
            good: description.siteControlProblem === undefined,
            found: description.siteControlProblem ?? 'no fault',
          }),
        ]),
    files(
      'snapshot-required-files',
      profile.requiredFiles.map(({ path }) => inRoot(path)).filter(path => path !== control),
    ),
    ...(program === undefined ? [] : [files('snapshot-bootstrap-program', [program])]),
    files('snapshot-service-programs', programs),
    ...(setup === undefined
      ? []
      : [files('snapshot-client-setup', [inRoot(setupProgram(setup, description.version))])]),
    ...(has('ini') ? [optional('snapshot-sms-ini', smsIni, 'file')] : []),
    ...(has('client-tree') ? [optional('snapshot-client-tree', clientTree, 'dir')] : []),
    ...(ids === undefined
      ? []
      : [
          conclude({
            id: 'snapshot-next-unique-id',
            good: parseNextId(description.nextUniqueId ?? '', description.siteCode) !== undefined,
            found: description.nextUniqueId ?? 'no value Next SMS Unique ID',
          }),
        ]),
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
