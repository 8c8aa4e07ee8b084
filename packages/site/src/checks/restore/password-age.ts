import { formatTime } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import { passwordSetBy } from '../../password-set.ts';
import { type Check, conclude } from '../check.ts';
import type { RestoreSituation } from './situation.ts';

/**
 * Was the password of the service account changed after the snapshot? SMS_SITE_CONFIG_MANAGER gives the other services the one in the site
 * control file (Q138347 Restore 4). Compared with when it was set at the backup, or with the time of the snapshot where that is not known.
 */
export async function passwordAge({ account, parent, target, snapshot }: RestoreSituation): Promise<Check[]> {
  if (account === undefined || parent === undefined || snapshot === undefined) return [];
  const found = await passwordSetBy([target, parent], account);
  const seen = conclude({
    id: 'password-age-seen',
    title: `It can be seen when the password of ${account} was set`,
    good: 'set' in found,
    found: 'set' in found ? formatTime(found.set) : `not checked: ${found.why}`,
  });
  if (!('set' in found)) return [seen];
  const { servicePassword: known, captured } = snapshot;
  const limit = known !== undefined && sameName(known.account, account) ? known.set : captured;
  return [
    seen,
    conclude({
      id: 'password-age',
      title: `The password of ${account} was not changed after the backup`,
      good: found.set <= limit,
      found: `set on ${formatTime(found.set)}`,
      wanted:
        limit === captured
          ? `before ${formatTime(limit)}, the time of the snapshot`
          : `on ${formatTime(limit)}, as at the backup`,
    }),
  ];
}
