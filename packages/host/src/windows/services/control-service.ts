import { ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError, type WindowsErrorName, type WindowsStatus } from '@resite/msrpc/status';
import {
  controlService,
  enumerateDependents,
  queryServiceConfig,
  queryServiceStatus,
  type ServiceHandle,
  type ServiceState,
  serviceAccess,
  startService,
} from '@resite/msrpc/svcctl';
import {
  dependencyFailed,
  dependencyMissing,
  dependentsRunning,
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

const startedStates: readonly ServiceState[] = ['SERVICE_START_PENDING', 'SERVICE_RUNNING'];
const stoppedStates: readonly ServiceState[] = ['SERVICE_STOP_PENDING', 'SERVICE_STOPPED'];

/** Returns when the service control manager has accepted it; a running service is no error, one that is stopping is. */
export async function start(svcctl: RpcBinding, name: string): Promise<void> {
  const access = SERVICE_START | SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS;
  const found = await inService(svcctl, { name, access }, async service => {
    try {
      await startService(svcctl, service);
    } catch (error) {
      if (!isWindowsError(error)) throw error;
      const { state } = await queryServiceStatus(svcctl, service);
      // Windows says of a service that is stopping that it runs already
      if (state === 'SERVICE_STOP_PENDING') throw stillStopping(name);
      // somebody else may have started it, or a call of ours whose answer was lost: what the second one hears then is not always that it runs
      if (isWindowsError(error, 'ERROR_SERVICE_ALREADY_RUNNING') || startedStates.includes(state)) return true;
      if (isWindowsError(error, 'ERROR_SERVICE_LOGON_FAILED'))
        throw logonFailed(name, (await queryServiceConfig(svcctl, service)).account, 'logon-failure');
      throw startRefused(name, error);
    }
    return true;
  });
  if (!found) throw serviceMissing(name);
}

/** A stopped service is no error. */
export async function stop(svcctl: RpcBinding, name: string): Promise<void> {
  const access = SERVICE_STOP | SERVICE_QUERY_STATUS | SERVICE_ENUMERATE_DEPENDENTS;
  const found = await inService(svcctl, { name, access }, async service => {
    try {
      await controlService(svcctl, service, 'SERVICE_CONTROL_STOP');
    } catch (error) {
      if (!isWindowsError(error)) throw error;
      if (isWindowsError(error, 'ERROR_DEPENDENT_SERVICES_RUNNING'))
        throw dependentsRunning(name, await runningDependents(svcctl, service));
      const { state } = await queryServiceStatus(svcctl, service);
      // one that is stopping already takes no control either
      if (isWindowsError(error, 'ERROR_SERVICE_NOT_ACTIVE') || stoppedStates.includes(state)) return true;
      if (isWindowsError(error, 'ERROR_ACCESS_DENIED')) throw rightMissing(name, 'stop', error);
      throw stopRefused(name, error, state);
    }
    return true;
  });
  if (!found) throw serviceMissing(name);
}

export function serviceMissing(name: string): ResiteError {
  return new ResiteError('SERVICE_MISSING', `there is no service ${name}`);
}

function startRefused(name: string, error: WindowsStatus): ResiteError {
  const is = (...names: WindowsErrorName[]) => isWindowsError(error, ...names);
  if (is('ERROR_SERVICE_DISABLED')) return startDisabled(name);
  if (is('ERROR_SERVICE_MARKED_FOR_DELETE')) return markedForDeletion(name);
  if (is('ERROR_FILE_NOT_FOUND', 'ERROR_PATH_NOT_FOUND'))
    return programMissing(name, `its program is not where the service says (${number(error)})`, error);
  if (is('ERROR_ACCESS_DENIED')) return rightMissing(name, 'start', error);
  if (is('ERROR_SERVICE_DEPENDENCY_FAIL')) return dependencyFailed(name);
  if (is('ERROR_SERVICE_DEPENDENCY_DELETED')) return dependencyMissing(name);
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
] as const;

function stopRefused(name: string, error: WindowsStatus, state: ServiceState): ResiteError {
  const { message } = error;
  if (!isWindowsError(error, 'ERROR_SERVICE_CANNOT_ACCEPT_CTRL'))
    return stopFailed(name, `(${message})`, 'Look at the event log of that computer.');
  if (state === 'SERVICE_START_PENDING') return stillStarting(name);
  return stopFailed(
    name,
    'because it takes no control (NT error 1061)',
    'Restart the computer, or end the program there.',
  );
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

function number({ windowsError }: WindowsStatus): string {
  return `NT error ${windowsError}`;
}
