import { defined, inWords, isResiteError, isUnreachable, type ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { type Check, conclude } from '@resite/site/checks/check';
import type { Journal } from '../journal/journal.ts';
import { findUnknownStop } from './find-unknown-stop.ts';
import { stoppedByUnknown } from './stopped-by-unknown.ts';

/** Are services of these hosts down by a run that this journal does not know? A host that cannot be reached is left to other checks. */
export async function checkHostMemory(hosts: readonly Host[], journal: Journal): Promise<Check[]> {
  const found = await Promise.all(hosts.map(host => checkOne(host, journal)));
  const loss = journal.loss();
  const bad = [...found.flatMap(({ check }) => check ?? []), ...(loss === undefined ? [] : [failed(lossTitle, loss)])];
  const asked = found.flatMap(({ name }) => name ?? []);
  if (bad.length > 0 || asked.length === 0) return bad;
  return [conclude({ id: 'no-unknown-stop', title: title(asked), good: true, found: 'none' })];
}

const title = (names: readonly string[]) => `No unknown run holds services of ${inWords(names, 'or')}`;

const lossTitle = 'The journal knows the runs that began here';

const failed = (wanted: string, { code, message, hint, remedy: how }: ResiteError) =>
  conclude(
    defined({
      id: 'no-unknown-stop',
      title: wanted,
      good: false,
      code,
      found: message,
      how,
      remedy: hint?.replaceAll('\n', ' '),
    }),
  );

async function checkOne(host: Host, journal: Journal): Promise<{ name?: string; check?: Check }> {
  try {
    const unknown = await findUnknownStop(host, journal);
    if (unknown === undefined) return { name: host.name };
    return { check: failed(title([host.name]), stoppedByUnknown(host.name, unknown)) };
  } catch (error) {
    if (!isUnreachable(error) && !isResiteError(error, 'HOST_RUNNING', 'WINDOWS_MISSING', 'WINDOWS_AMBIGUOUS'))
      throw error;
    return {};
  }
}
