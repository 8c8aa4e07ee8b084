import { upcase } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import { parseNextId } from '../../next-id.ts';
import type { Profile } from '../../profiles/profile.ts';
import { parseUid } from '../../uid.ts';
import { type Check, conclude } from '../check.ts';

/** What hands out SMS IDs: the UID file of the logon server, and the pointer to the next range (Q127052). */
export function idChecks(site: SiteDescription, profile: Profile): Check[] {
  const next = parseNextId(site.nextUniqueId ?? '', site.siteCode);
  const foreign = site.uids.filter(name => parseUid(name)?.siteCode !== site.siteCode);
  const passed = site.uids.filter(name => {
    const uid = parseUid(name);
    return next !== undefined && uid?.siteCode === site.siteCode && uid.range >= next.range;
  });
  const others = site.logonServers.filter(name => name !== upcase(site.identity.computerName));
  return [
    conclude({
      id: 'uid-file',
      good: site.uids.length === 1,
      found: site.uids.length === 0 ? 'none' : site.uids.join(', '),
      wanted: `one in ${site.smsRoot}\\${profile.ids?.uidFolder}`,
    }),
    conclude({
      id: 'uid-names',
      good: foreign.length === 0,
      found: foreign.length === 0 ? 'names of this site' : foreign.join(', '),
      wanted: `names that begin with ${site.siteCode}`,
    }),
    conclude({
      id: 'next-unique-id',
      good: next !== undefined,
      found: site.nextUniqueId ?? 'no value Next SMS Unique ID',
    }),
    conclude({
      id: 'next-range-unused',
      good: passed.length === 0,
      found:
        passed.length === 0 ? (site.nextUniqueId ?? 'no value') : `${site.nextUniqueId}, not past ${passed.join(', ')}`,
    }),
    conclude({
      id: 'other-logon-servers',
      good: others.length === 0,
      found: others.length === 0 ? 'no other' : others.join(', '),
    }),
  ];
}
