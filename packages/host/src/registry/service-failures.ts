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
