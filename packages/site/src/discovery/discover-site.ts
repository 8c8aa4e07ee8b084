import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import type { SiteDescription } from '../description.ts';
import type { Facts, Profile } from '../profiles/profile.ts';
import { profiles } from '../profiles/table.ts';
import { discoverPlain } from './discover-plain.ts';
import { discoverSms } from './discover-sms.ts';
import { fileSystemsOf } from './file-systems.ts';
import { noSite } from './no-site.ts';

type Discover = (host: Host, key: RegistryKey, profile: Profile) => Promise<SiteDescription>;

/** Whatever the profile of SMS is called, the site itself says whether it is primary or secondary. */
const discoverers: Readonly<Record<Facts, Discover>> = { plain: discoverPlain, 'sms-1x': discoverSms };

/**
 * Finds out what the site on this host consists of, from its registry, files, shares and services. It is of one of the kinds
 * that are named: the first that is found. Changes nothing. `SITE_NOT_FOUND` when the host carries no site server.
 */
export async function discoverSite(host: Host, kinds: readonly Profile[] = profiles): Promise<SiteDescription> {
  const failures: unknown[] = [];
  for (const profile of kinds) {
    try {
      return await discoverAs(host, profile);
    } catch (error) {
      if (!isResiteError(error, 'SITE_NOT_FOUND')) throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

async function discoverAs(host: Host, profile: Profile): Promise<SiteDescription> {
  const key = await host.registry.read(profile.registryKey);
  if (key === undefined) throw noSite(host, profile.words.system, `it has no registry key ${profile.registryKey}`);
  const site = await discoverers[profile.facts](host, key, profile);
  const fileSystems = await fileSystemsOf(host, site.drives);
  return Object.keys(fileSystems).length === 0 ? site : { ...site, fileSystems };
}
