import { isResiteError } from '@resite/errors';
import { siteDatabase } from '../../database/site-database.ts';
import type { Profile } from '../../profiles/profile.ts';
import { formatUid, parseUid } from '../../uid.ts';
import { type Check, conclude } from '../check.ts';
import type { RevivalSituation } from './situation.ts';

/** The next ID of the restored server is ahead of every ID that the parent knows in the same range. */
export async function idChecks({ description, target, parent }: RevivalSituation, profile: Profile): Promise<Check[]> {
  const folder = `${description.smsRoot}\\${profile.uidFolder}`;
  const files = (await target.files.stat(folder)) === undefined ? [] : await target.files.list(folder);
  const next = files
    .filter(({ name }) => /\.uid$/i.test(name))
    .map(({ name }) => parseUid(name))
    .filter(uid => uid !== undefined);
  let known: string[];
  try {
    known = await siteDatabase(parent).smsIds(description.siteCode);
  } catch (error) {
    if (isResiteError(error, 'DATABASE_UNREACHABLE', 'HOST_NOT_LIVE')) return [];
    throw error;
  }
  const used = known.map(id => parseUid(id)).filter(uid => uid !== undefined);
  const behind = next.filter(uid =>
    used.some(
      ({ siteCode, range, counter }) => siteCode === uid.siteCode && range === uid.range && counter >= uid.counter,
    ),
  );
  return [
    conclude({
      id: 'next-id-unused',
      title: 'The next SMS ID is one that nobody has',
      code: 'IDS_DUPLICATE',
      good: behind.length === 0,
      found:
        behind.length === 0
          ? next.map(formatUid).join(', ') || 'no UID file'
          : `${behind.map(formatUid).join(', ')}, already passed`,
      wanted: 'a UID file ahead of every ID in the database',
      remedy: 'Rename the UID file past the highest ID of its range before another client joins.',
      source: 'Q138347 Caution; Q127052',
    }),
  ];
}
