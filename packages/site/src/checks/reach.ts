import { adviceOf, defined, isResiteError, isSilent, isUnreachable, type ResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Host, Identity } from '@resite/host';
import { type Check, conclude } from './check.ts';

type Role = 'host' | 'target' | 'parent' | 'helper';

export interface Reached {
  readonly identity: Identity;
  readonly clock: Date;
  /** How far it is ahead of that of this computer, in milliseconds. */
  readonly ahead: number;
}

/** Does the host answer? What it says of itself, or the failed check. */
export async function reach(host: Host, role: Role): Promise<{ check: Check; reached?: Reached }> {
  try {
    const identity = await host.identity();
    const asked = now();
    const clock = await host.now();
    const ahead = clock.getTime() - (asked + now()) / 2; // an answer takes its time
    return { check: answers(host, role, identity.computerName), reached: { identity, clock, ahead } };
  } catch (error) {
    if (!isUnreached(error)) throw error;
    return { check: answers(host, role, undefined, error) };
  }
}

/** Runs checks that talk to a host; when it goes silent in the middle, that becomes one more check. */
export async function whileReachable(host: Host, role: Role, checks: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await checks();
  } catch (error) {
    if (!isUnreached(error)) throw error;
    return [answers(host, role, undefined, error)];
  }
}

/** A disk that is to be off and is in use counts as well: what it says then would not be true. */
function isUnreached(error: unknown): error is ResiteError {
  return isUnreachable(error) || isResiteError(error, 'HOST_RUNNING');
}

const roles: Readonly<Record<Role, string>> = {
  host: 'The site server',
  target: 'The target',
  parent: 'The parent site server',
  helper: 'The helper server',
};

function answers(host: Host, role: Role, name?: string, error?: ResiteError): Check {
  const isDown = error === undefined || error.code === 'HOST_DOWN' || (role === 'parent' && isSilent(error));
  const { hint, remedy: how } = adviceOf(error);
  const usual = how === undefined ? [`Switch ${host.name} on and check the way to it.`] : [];
  const needed = role === 'parent' ? ['The procedure needs the parent and its database.'] : [];
  const what = roles[role];
  return conclude({
    id: `${role}-answers`,
    title: `${what} ${host.name} answers`,
    good: name !== undefined,
    ...defined({ code: isDown ? undefined : error.code, how }),
    found: name ?? (isDown ? `no answer (${error?.message ?? ''})` : error.message),
    remedy: [...(hint === undefined ? usual : [hint]), ...needed].join(' '),
  });
}
