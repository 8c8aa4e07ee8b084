import type { Host } from '@resite/host';
import { sameName, uniqueNames } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import { getIni, type Ini, iniEntries, parseIni } from '../../ini.ts';
import { type Check, conclude } from '../check.ts';

/** Does SMS.INI speak of this site, and of servers that it has? */
export async function iniChecks(host: Host, site: SiteDescription): Promise<Check[]> {
  const ini = site.smsIni === undefined ? undefined : parseIni(await host.files.read(site.smsIni));
  const found = ini && getIni(ini, 'SMS', 'SiteCode');
  const agrees = conclude({
    id: 'sms-ini-agrees',
    good: found === undefined || sameName(found.trim(), site.siteCode),
    found: found === undefined ? 'no site code' : `site ${found}`,
    wanted: `site ${site.siteCode}`,
  });
  return [agrees, ...(ini === undefined ? [] : serversOf(ini, site))];
}

/** Without a site control file nobody knows the servers of the site, and nothing is compared. */
function serversOf(ini: Ini, { logonServers, siteServer, identity }: SiteDescription): Check[] {
  if (logonServers.length === 0) return [];
  const known = uniqueNames([...logonServers, siteServer, identity.computerName]);
  const strange = uniqueNames(serverNames(ini)).filter(name => !known.some(one => sameName(one, name)));
  return [
    conclude({
      id: 'sms-ini-servers',
      good: strange.length === 0,
      found: strange.length === 0 ? 'no other' : strange.join(', '),
      wanted: known.join(', '),
    }),
  ];
}

/** Keys of the Resource Guide, "SMS.INI": names, and paths such as `\\BRANCH1\SMS_SHR`. */
function serverNames(ini: Ini): string[] {
  const servers = iniEntries(ini, 'Servers').filter(({ key }) => /^(CurrentLogonServer|Server\d+)$/i.test(key));
  const paths = ['LastLogonServerPath', 'UniqueIdPath'].map(key => getIni(ini, 'SMS', key));
  return [...servers.map(({ value }) => value), ...paths].flatMap(text => {
    // of NetWare, `SERVER/VOLUME:` names the server as well
    const name = /^(?:\\\\)?([^\\/:]+)/.exec(text?.trim() ?? '')?.[1];
    return name === undefined ? [] : [name];
  });
}
