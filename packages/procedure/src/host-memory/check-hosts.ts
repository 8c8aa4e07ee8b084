import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { type Check, conclude } from '@resite/site/checks/check';
import type { Journal } from '../journal.ts';
import { findUnknownStop } from './find-unknown-stop.ts';
import { stoppedByUnknown } from './stopped-by-unknown.ts';

/** Are services of these hosts down by a run that this journal does not know? A host that does not answer is left to other checks. */
export async function checkHostMemory(hosts: readonly Host[], journal: Journal): Promise<Check[]> {
  const found = await Promise.all(hosts.map(host => checkOne(host, journal)));
  const bad = found.flatMap(({ check }) => check ?? []);
  const asked = found.flatMap(({ name }) => name ?? []);
  if (bad.length > 0 || asked.length === 0) return bad;
  return [conclude({ id: 'no-unknown-stop', title: title(asked), good: true, found: 'none' })];
}

const title = (names: readonly string[]) => `No unknown run holds services of ${names.join(' or ')}`;

async function checkOne(host: Host, journal: Journal): Promise<{ name?: string; check?: Check }> {
  try {
    const unknown = await findUnknownStop(host, journal);
    if (unknown === undefined) return { name: host.name };
    const { code, message, hint } = stoppedByUnknown(host.name, unknown);
    return {
      check: conclude({
        id: 'no-unknown-stop',
        title: title([host.name]),
        good: false,
        code,
        found: message,
        ...(hint !== undefined && { remedy: hint }),
      }),
    };
  } catch (error) {
    if (!isResiteError(error, 'HOST_DOWN', 'HOST_RUNNING', 'WINDOWS_MISSING', 'WINDOWS_AMBIGUOUS')) throw error;
    return {};
  }
}
