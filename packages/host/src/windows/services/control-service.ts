import { ResiteError } from '@resite/errors';
import { monotonic, sleep } from '@resite/filesystem/clock';
import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError, type WindowsErrorName, type WindowsStatus } from '@resite/msrpc/status';
import {
  controlService,
  enumerateDependents,
  queryServiceConfig,
  queryServiceStatus,
  type ServiceHandle,
  serviceAccess,
  startService,
} from '@resite/msrpc/svcctl';
import {
  logonFailed,
  markedForDeletion,
  programMissing,
  startDisabled,
  startFailed,
  stillStarting,
  stillStopping,
  stopFailed,
} from '../../registry/service-failures.ts';
import { inService } from './open-service.ts';

const { SERVICE_START, SERVICE_STOP, SERVICE_QUERY_CONFIG, SERVICE_QUERY_STATUS, SERVICE_ENUMERATE_DEPENDENTS } =
  serviceAccess;

/** Returns when the service control manager has accepted it; a running service is no error, one that is stopping is. */
export async function start(svcctl: RpcBinding, name: string): Promise<void> {
  const access = SERVICE_START | SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS;
  const found = await inService(svcctl, { name, access }, async service => {
    try {
      await startService(svcctl, service);
    } catch (error) {
      if (isWindowsError(error, 'ERROR_SERVICE_ALREADY_RUNNING')) await refuseStopping(svcctl, service, name);
      else if (isWindowsError(error, 'ERROR_SERVICE_LOGON_FAILED'))
        throw logonFailed(name, (await queryServiceConfig(svcctl, service)).account, 'logon-failure');
      else throw isWindowsError(error) ? startRefused(name, error) : error;
    }
    return true;
  });
  if (!found) throw serviceMissing(name);
}

/** Milliseconds that others have to stop before this one. */
const patienceWithDependents = 30_000;

/**
 * A stopped service is no error. While others that depend on it run, it waits for them, as they may be about to stop; it stops none of them:
 * whoever stops a service knows by which list it starts again.
 */
export async function stop(
  svcctl: RpcBinding,
  name: string,
  { patience = patienceWithDependents } = {},
): Promise<void> {
  const access = SERVICE_STOP | SERVICE_QUERY_STATUS | SERVICE_ENUMERATE_DEPENDENTS;
  const deadline = monotonic() + patience;
  const found = await inService(svcctl, { name, access }, async service => {
    while (!(await isToldToStop(svcctl, service, name))) {
      if (monotonic() > deadline) throw othersDepend(name, await runningDependents(svcctl, service));
      await sleep(100);
    }
    return true;
  });
  if (!found) throw serviceMissing(name);
}

/** False when others depend on it and run. */
async function isToldToStop(svcctl: RpcBinding, service: ServiceHandle, name: string): Promise<boolean> {
  try {
    await controlService(svcctl, service, 'SERVICE_CONTROL_STOP');
  } catch (error) {
    if (isWindowsError(error, 'ERROR_DEPENDENT_SERVICES_RUNNING')) return false;
    if (isWindowsError(error, 'ERROR_SERVICE_CANNOT_ACCEPT_CTRL')) await refuseStarting(svcctl, service, name);
    else if (isWindowsError(error, 'ERROR_ACCESS_DENIED')) throw rightMissing(name, 'stop', error);
    else if (!isWindowsError(error, 'ERROR_SERVICE_NOT_ACTIVE')) throw stopRefused(name, error);
  }
  return true;
}

export function serviceMissing(name: string): ResiteError {
  return new ResiteError('SERVICE_MISSING', `there is no service ${name}`);
}

/** Windows says of a service that is stopping that it runs already. */
async function refuseStopping(svcctl: RpcBinding, service: ServiceHandle, name: string): Promise<void> {
  const { state } = await queryServiceStatus(svcctl, service);
  if (state === 'SERVICE_STOP_PENDING') throw stillStopping(name);
}

/** A service that is stopping already takes no control either, and that is no error. */
async function refuseStarting(svcctl: RpcBinding, service: ServiceHandle, name: string): Promise<void> {
  const { state } = await queryServiceStatus(svcctl, service);
  if (state === 'SERVICE_STOPPED' || state === 'SERVICE_STOP_PENDING') return;
  if (state === 'SERVICE_START_PENDING') throw stillStarting(name);
  throw stopFailed(
    name,
    'because it takes no control (NT error 1061)',
    'Restart the computer, or end the program there.',
  );
}

function startRefused(name: string, error: WindowsStatus): ResiteError {
  const is = (...names: WindowsErrorName[]) => isWindowsError(error, ...names);
  if (is('ERROR_SERVICE_DISABLED')) return startDisabled(name);
  if (is('ERROR_SERVICE_MARKED_FOR_DELETE')) return markedForDeletion(name);
  if (is('ERROR_FILE_NOT_FOUND', 'ERROR_PATH_NOT_FOUND'))
    return programMissing(name, `its program is not where the service says (${number(error)})`, error);
  if (is('ERROR_ACCESS_DENIED')) return rightMissing(name, 'start', error);
  const [reason, hint] = startReasons.find(([wanted]) => is(wanted))?.slice(1) ?? [
    error.message,
    'Look at the event log of that computer.',
  ];
  return startFailed(name, `${reason} (${number(error)})`, hint!);
}

const startReasons = [
  [
    'ERROR_SERVICE_REQUEST_TIMEOUT',
    'its program did not answer in time',
    'Look at the event log of that computer; see whether its program is a service of this version of Windows.',
  ],
  [
    'ERROR_SERVICE_DATABASE_LOCKED',
    'another service is just being started',
    'Wait until that has started, then try again.',
  ],
  [
    'ERROR_SERVICE_DEPENDENCY_FAIL',
    'a service that it depends on did not start',
    'Start that one first; the event log names it.',
  ],
  [
    'ERROR_SERVICE_DEPENDENCY_DELETED',
    'a service that it depends on does not exist',
    'Install that one first: the value DependOnService of the service names it.',
  ],
] as const;

function stopRefused(name: string, error: unknown): unknown {
  if (!isWindowsError(error)) return error;
  return stopFailed(name, `(${error.message})`, 'Look at the event log of that computer.');
}

export function rightMissing(name: string, what: string, cause: WindowsStatus): ResiteError {
  return new ResiteError('HOST_RIGHT', `this user may not ${what} the service ${name} (NT error 5)`, {
    hint: 'The user must be an administrator of that computer, or a server operator.',
    cause,
  });
}

/** Undefined where the computer cannot tell. */
async function runningDependents(svcctl: RpcBinding, service: ServiceHandle): Promise<string[] | undefined> {
  try {
    return (await enumerateDependents(svcctl, service, 'SERVICE_ACTIVE')).map(({ name }) => name);
  } catch (error) {
    if (isWindowsError(error)) return undefined;
    throw error;
  }
}

function othersDepend(name: string, others: readonly string[] | undefined): ResiteError {
  const which = others?.length ? others.join(', ') : 'another one';
  return stopFailed(
    name,
    `because ${which} depends on it and runs (NT error 1051)`,
    `Resite stops no service that is not the site's. Stop ${others?.length ? which : 'it'} yourself, and start it again afterwards.`,
  );
}

function number({ windowsError }: WindowsStatus): string {
  return `NT error ${windowsError}`;
}
