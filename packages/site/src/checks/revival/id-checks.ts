import { isResiteError } from '@resite/errors';
import { siteDatabase } from '../../database/site-database.ts';
import type { Profile } from '../../profiles/profile.ts';
import { formatUid, parseUid, type Uid } from '../../uid.ts';
import { type Check, conclude } from '../check.ts';
import { listFiles } from './list-files.ts';
import type { RevivalSituation, SignSituation } from './situation.ts';

/** The next client finds one UID file (sign 13); what its name is worth, {@link parentIdChecks} tells. */
export async function targetIdChecks(situation: SignSituation, profile: Profile): Promise<Check[]> {
  const next = await nextIds(situation, profile);
  const own = next.filter(uid => uid.siteCode === situation.description.siteCode);
  const tooMany = next.length > 1;
  return [
    conclude({
      id: 'uid-file-ready',
      good: own.length > 0 && !tooMany,
      // SMS_MAINTENANCE_MANAGER makes one; it removes none.
      otherwise: tooMany ? 'failed' : 'not-yet',
      found: next.map(formatUid).join(', ') || 'none',
    }),
  ];
}

/** The next ID of the restored server is ahead of every ID that the parent knows in the same range (sign 13). */
export async function parentIdChecks(situation: RevivalSituation, profile: Profile): Promise<Check[]> {
  const next = await nextIds(situation, profile);
  let known: string[];
  try {
    known = await siteDatabase(situation.parent).smsIds(situation.description.siteCode);
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
      good: behind.length === 0,
      found:
        behind.length === 0
          ? next.map(formatUid).join(', ') || 'no UID file'
          : `${behind.map(formatUid).join(', ')}, already passed`,
    }),
  ];
}

async function nextIds({ description, target }: SignSituation, profile: Profile): Promise<Uid[]> {
  const files = await listFiles(target, `${description.smsRoot}\\${profile.ids?.uidFolder}`);
  return files
    .filter(({ name }) => /\.uid$/i.test(name))
    .map(({ name }) => parseUid(name))
    .filter(uid => uid !== undefined);
}
