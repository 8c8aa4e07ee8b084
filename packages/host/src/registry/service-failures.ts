import { ResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import type { AccountVerdict } from '../host.ts';

/** The account that needs no password and may do everything on its own computer. */
export function isLocalSystem(account: string): boolean {
  return sameName(account, 'LocalSystem');
}

/** What the service control manager answers when the account of a service is refused. */
export function logonFailed(name: string, account: string, verdict: Exclude<AccountVerdict, 'ok'>): ResiteError {
  const reason = {
    'logon-failure': 'the account or its password was refused',
    'locked-out': 'the account is locked out',
    disabled: 'the account is disabled',
    'no-service-right': 'the account lacks the right "Log on as a service"',
  }[verdict];
  return new ResiteError('SERVICE_LOGON', `${name} cannot log on as ${account}: ${reason} (NT error 1069)`, {
    hint: 'Give the service the right account and password (install it again), and the account the right to log on as a service.',
  });
}

/** What Windows NT answers as long as somebody holds the service that was deleted: it is gone with the next start (Q122176). */
export function markedForDeletion(name: string): ResiteError {
  return new ResiteError(
    'SERVICE_MARKED_FOR_DELETION',
    `the service ${name} was deleted and is still held by a program, so it cannot be installed (NT error 1072)`,
    {
      hint: 'Close Services in Control Panel and every program that looks at services, or restart the computer; then try again.',
    },
  );
}

export function startFailed(name: string, reason: string, hint: string): ResiteError {
  return new ResiteError('SERVICE_START_FAILED', `${name} cannot be started: ${reason}`, { hint });
}

export function stillStopping(name: string): ResiteError {
  return startFailed(name, 'it is just stopping', 'Wait until it has stopped, then start it.');
}

export function startDisabled(name: string): ResiteError {
  return startFailed(name, 'it is disabled (NT error 1058)', 'Set its start type to manual or automatic.');
}

/** `service` as messages name it; `cause` is what the operating system said, if anything. */
export function programMissing(service: string, reason: string, cause?: unknown): ResiteError {
  return new ResiteError('SERVICE_BINARY_MISSING', `${service} cannot be started: ${reason}`, {
    hint: 'Put the program where the service says it is, or install the service with the right path.',
    cause,
  });
}

/** `reason` follows "cannot be stopped". */
export function stopFailed(name: string, reason: string, hint: string): ResiteError {
  return new ResiteError('SERVICE_STOP_FAILED', `${name} cannot be stopped ${reason}`, { hint });
}

export function stillStarting(name: string): ResiteError {
  return stopFailed(name, 'while it is starting (NT error 1061)', 'Wait until it runs, then stop it.');
}

/** `others` run and depend on it; undefined where the computer cannot tell which. */
export function dependentsRunning(name: string, others: readonly string[] | undefined): ResiteError {
  const known = others !== undefined && others.length > 0;
  const which = known ? others.join(', ') : 'another service';
  const verbs = known && others.length > 1 ? 'depend on it and run' : 'depends on it and runs';
  return new ResiteError(
    'SERVICE_DEPENDENTS_RUNNING',
    `${name} cannot be stopped because ${which} ${verbs} (NT error 1051)`,
    {
      hint: `Stop ${known ? which : 'it'} first, and start ${known && others.length > 1 ? 'them' : 'it'} again afterwards.`,
    },
  );
}

/** Windows starts first what a service depends on. `why` is what is known of the failure. */
export function dependencyFailed(name: string, why?: string): ResiteError {
  const reason = `a service that it depends on did not start (NT error 1068)${why === undefined ? '' : `: ${why}`}`;
  return startFailed(name, reason, 'Start that one first; the event log names it.');
}

export function dependsOnItself(name: string): ResiteError {
  return startFailed(name, 'by way of others it depends on itself', 'Correct its value DependOnService.');
}

export function dependencyMissing(name: string): ResiteError {
  return startFailed(
    name,
    'a service that it depends on does not exist (NT error 1075)',
    'Install that one first: the value DependOnService of the service names it.',
  );
}
