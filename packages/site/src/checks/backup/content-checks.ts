import type { SiteDescription } from '../../description.ts';
import { sameText } from '../../discovery/paths.ts';
import { parseNextId } from '../../next-id.ts';
import type { Profile } from '../../profiles/profile.ts';
import { matchesName } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';

/** What a backup should find besides; a restore gets along without it, though worse. */
export function contentChecks(site: SiteDescription, profile: Profile): Check[] {
  const strays = site.siteControlFolder.filter(name => !sameText(name, 'SITECTRL.CT0'));
  const next = parseNextId(site.nextUniqueId ?? '', site.siteCode);
  const missing = profile.shares
    .map(({ name }) => name)
    .filter(name => !name.startsWith('SMS_PKG') && !site.shares.some(share => matchesName(name, share.name)));
  const warning = { severity: 'warning' as const };
  return [
    conclude({
      ...warning,
      id: 'site-control-folder',
      title: 'Nothing is pending in SITECFG.BOX',
      good: strays.length === 0,
      found: strays.length === 0 ? 'only SITECTRL.CT0' : strays.join(', '),
      wanted: 'only SITECTRL.CT0',
      remedy: 'Wait until the site has worked it off; what stays longer than half an hour is stuck.',
      source: 'Q183347',
    }),
    conclude({
      ...warning,
      id: 'sms-ini',
      title: 'SMS.INI is there',
      good: site.smsIni !== undefined,
      found: site.smsIni ?? 'none in the root of any local drive',
      wanted: 'SMS.INI in the root of the first local drive',
      remedy: 'Run LOGON.SRV\\RUNSMS.BAT on the site server. Without it the restored server gets a new SMS ID.',
      source: 'Q138347 Backup 4d; Q149673',
    }),
    conclude({
      ...warning,
      id: 'client-tree',
      title: 'The \\MS directory is there',
      good: site.clientTree !== undefined,
      found: site.clientTree ?? 'none, going by SMSPath in SMS.INI',
      wanted: 'the folder that SMSPath in SMS.INI names',
      remedy: 'Run LOGON.SRV\\RUNSMS.BAT on the site server.',
      source: 'Q138347 Backup 4b; Q149681',
    }),
    conclude({
      ...warning,
      id: 'uid-file',
      title: 'There is one UID file',
      good: site.uids.length === 1,
      found: site.uids.length === 0 ? 'none' : site.uids.join(', '),
      wanted: `one in ${site.smsRoot}\\${profile.uidFolder}`,
      remedy: 'SMS_MAINTENANCE_MANAGER makes one; with several, clients may get IDs from each.',
      source: 'Q127052',
    }),
    conclude({
      ...warning,
      id: 'next-unique-id',
      title: 'The next range of SMS IDs is known',
      good: next !== undefined,
      code: 'IDS_UNKNOWN',
      found: site.nextUniqueId ?? 'no value `Next SMS Unique ID`',
      wanted: 'two, five or eight characters of base 36',
      remedy: 'Set the value on the site server, past every range in use; a restore needs it.',
      source: 'Q127052',
    }),
    conclude({
      ...warning,
      id: 'shares',
      title: 'The shares of the site are there',
      good: missing.length === 0,
      found: missing.length === 0 ? 'all' : `no ${missing.join(', no ')}`,
      wanted: profile.shares.map(({ name }) => name).join(', '),
      remedy: 'SMS_SITE_CONFIG_MANAGER makes them; look at SCMAN.LOG, and whether C$ and its like are there.',
      source: 'SMS Resource Guide, shares; Q122988',
    }),
  ];
}
