import { findTroubles, latestPass, logLines, scmanLogOf } from '../../scman-log.ts';
import { type Check, conclude } from '../check.ts';
import { modifiedAt } from './list-files.ts';
import type { TargetSituation } from './situation.ts';

/**
 * What SCMAN.LOG says since the last start of SMS_SITE_CONFIG_MANAGER (signs 6 and 14). Sources tell of its stages (Q130906)
 * and of the line at which it hangs (Q162383).
 */
export async function logChecks({ description, target, sinceOnTarget }: TargetSituation): Promise<Check[]> {
  const path = scmanLogOf(description);
  const file = await target.files.stat(path);
  const isNew = file !== undefined && modifiedAt(file) >= sinceOnTarget.getTime();
  const lines = isNew ? latestPass(logLines(await target.files.read(path))) : [];
  const last = lines.at(-1);
  const complete = lines.some(line => /\bstage (4|IV|four)\b/i.test(line));
  const hangs = last !== undefined && /user groups will be enumerated/i.test(last);
  const troubles = findTroubles(lines).map(({ what }) => what);
  return [
    conclude({
      id: 'scman-log',
      good: complete && !hangs,
      otherwise: 'not-yet',
      found: last === undefined ? 'no line since the restore' : `as the last line "${last}"`,
    }),
    conclude({
      id: 'no-trouble-in-log',
      good: troubles.length === 0,
      otherwise: 'not-yet',
      found: troubles.length === 0 ? 'none' : [...new Set(troubles)].join('; '),
    }),
  ];
}
