import type { Share } from '@resite/host';
import { everyoneReads } from '../sms/security-descriptors.ts';
import { shareComment, siteShares } from '../sms/shares.ts';
import type { SiteServerSettings } from './site-server.ts';

/** As SMS_DESPOOLER writes it: from the year 2000 on as `03/04/100` (Q250381). */
const createdOn = '03/04/96';

/** The shares of a site that was set up, and that of its packages. */
export function installedShares({ site, packages }: Pick<SiteServerSettings, 'site' | 'packages'>): Share[] {
  const own = siteShares(site.code, site.root);
  if (packages === undefined) return own;
  const drive = packages.path[0]!;
  const share = {
    name: `SMS_PKG${drive}`,
    path: packages.path,
    comment: shareComment(site.code, `package share ${drive}: ${createdOn}`),
    securityDescriptor: everyoneReads,
  };
  return [...own, share];
}
