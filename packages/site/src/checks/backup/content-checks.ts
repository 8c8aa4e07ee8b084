import { sameName } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import { clientTreeSource } from '../../discovery/find-client-tree.ts';
import { unsavedText } from '../../left-out.ts';
import type { Profile } from '../../profiles/profile.ts';
import { matchesName } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';

/** What a backup should find besides; a restore gets along without it, though worse. */
export function contentChecks(site: SiteDescription, profile: Profile): Check[] {
  const strays = site.siteControlFolder.filter(name => !sameName(name, 'SITECTRL.CT0'));
  const wantedShares = profile.shares.filter(({ madeBy }) => madeBy !== undefined).map(({ name }) => name);
  const missing = wantedShares.filter(name => !site.shares.some(share => matchesName(name, share.name)));
  const bare = site.shares.filter(({ comment }) => comment.trim() === '').map(({ name }) => name);
  const otherTrees = unsavedText(site, clientTreeSource);
  return [
    conclude({
      id: 'site-control-folder',
      good: strays.length === 0,
      found: strays.length === 0 ? 'only SITECTRL.CT0' : strays.join(', '),
    }),
    conclude({
      id: 'sms-ini',
      good: site.smsIni !== undefined,
      found: site.smsIni ?? 'none in the root of any local drive',
    }),
    conclude({
      id: 'client-tree',
      good: site.clientTree !== undefined && otherTrees === '',
      found:
        otherTrees || (site.clientTree ?? 'none: SMS.INI names none, and no drive has one with what a client holds'),
    }),
    conclude({
      id: 'shares',
      good: missing.length === 0,
      found: missing.length === 0 ? 'all' : `no ${missing.join(', no ')}`,
      wanted: wantedShares.join(', '),
    }),
    conclude({
      id: 'share-comments',
      good: bare.length === 0,
      found: bare.length === 0 ? 'a comment on each' : `none on ${bare.join(', ')}`,
    }),
  ];
}
