import type { RegistryKey } from '@resite/registry';
import { findKey, findValue } from '@resite/registry/keys';
import { upcase } from '@resite/registry/names';
import { readString } from '@resite/registry/values';
import type { SiteDescription } from '../description.ts';
import type { Facts, Profile } from '../profiles/profile.ts';

/** Computer name of the server that a site sends to as its parent's, by the key of the site; undefined when it names none. */
export function findParentServer(key: RegistryKey, site: SiteDescription, profile: Profile): string | undefined {
  return finders[profile.facts](key, site);
}

const finders: Readonly<Record<Facts, (key: RegistryKey, site: SiteDescription) => string | undefined>> = {
  plain: () => undefined,
  'sms-1x': (key, { siteCode, parentSiteCode }) => {
    const addresses = findKey(key, `Sites\\${siteCode}\\Addresses\\${parentSiteCode}`);
    for (const outbox of addresses?.subkeys ?? []) {
      const value = findValue(outbox, 'Address');
      const [, server] =
        /^\\\\([^\\/:*?"<>|]{1,15})\\SMS_SITE$/i.exec(value === undefined ? '' : readString(value)) ?? [];
      if (server !== undefined) return upcase(server);
    }
    return undefined;
  },
};
