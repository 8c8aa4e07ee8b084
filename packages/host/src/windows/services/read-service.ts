import { defined } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError } from '@resite/msrpc/status';
import {
  enumerateServices,
  type ManagerHandle,
  queryServiceConfig,
  queryServiceStatus,
  type ServiceConfig,
  serviceAccess,
  serviceType,
  type ServiceState as WindowsServiceState,
} from '@resite/msrpc/svcctl';
import { upcase } from '@resite/registry/names';
import type { Service, ServiceState, StartType } from '../../host.ts';
import { onlyNamed } from '../../only-named.ts';
import { inManager, inServiceOf } from './open-service.ts';

const { SERVICE_QUERY_CONFIG, SERVICE_QUERY_STATUS } = serviceAccess;
const toRead = SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS;
const win32 = serviceType.SERVICE_WIN32_OWN_PROCESS | serviceType.SERVICE_WIN32_SHARE_PROCESS;

export interface ServiceReader {
  /** All Win32 services, or those that are named, sorted by name. The manager tells all names and states at once, and the rest one by one. */
  list(names?: readonly string[]): Promise<Service[]>;
  /** Undefined when there is none, or it is a driver. */
  query(name: string): Promise<Service | undefined>;
}

export function serviceReader(svcctl: RpcBinding): ServiceReader {
  /** As they were first written, by upper case: of one service, the manager does not tell. */
  const written = new Map<string, string>();

  const enumerate = async (manager: ManagerHandle) => {
    const entries = await enumerateServices(svcctl, manager);
    for (const { name } of entries) written.set(upcase(name), name);
    return entries;
  };

  return {
    list: names =>
      inManager(svcctl, async manager => {
        const services: Service[] = [];
        for (const { name, status } of onlyNamed(await enumerate(manager), names)) {
          const service = await readFrom(svcctl, manager, name, status.state);
          if (service) services.push(service); // it may have gone meanwhile
        }
        return services.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
      }),

    query: name =>
      inManager(svcctl, async manager => {
        if (!written.has(upcase(name))) await enumerate(manager);
        return readFrom(svcctl, manager, written.get(upcase(name)) ?? name);
      }),
  };
}

/** Asks for the state where it is not known. */
function readFrom(
  svcctl: RpcBinding,
  manager: ManagerHandle,
  name: string,
  state?: WindowsServiceState,
): Promise<Service | undefined> {
  return inServiceOf(svcctl, manager, { name, access: toRead }, async service => {
    try {
      const config = await queryServiceConfig(svcctl, service);
      return serviceOf(name, config, state ?? (await queryServiceStatus(svcctl, service)).state);
    } catch (error) {
      if (isWindowsError(error, 'ERROR_SERVICE_MARKED_FOR_DELETE')) return undefined;
      throw error;
    }
  });
}

function serviceOf(name: string, config: ServiceConfig, state: WindowsServiceState): Service | undefined {
  if ((config.type & win32) === 0) return undefined;
  return defined({
    name,
    displayName: config.displayName || name,
    state: states[state],
    startType: startTypes[config.startType] ?? 'manual',
    imagePath: config.imagePath,
    account: config.account || 'LocalSystem',
    dependsOn: config.dependencies.length === 0 ? undefined : config.dependencies,
  });
}

/** A service that is paused, or about to be, runs: its process is there and has its files open. */
const states: Readonly<Record<WindowsServiceState, ServiceState>> = {
  SERVICE_STOPPED: 'stopped',
  SERVICE_START_PENDING: 'start-pending',
  SERVICE_STOP_PENDING: 'stop-pending',
  SERVICE_RUNNING: 'running',
  SERVICE_CONTINUE_PENDING: 'running',
  SERVICE_PAUSE_PENDING: 'running',
  SERVICE_PAUSED: 'running',
};

const startTypes: Partial<Record<ServiceConfig['startType'], StartType>> = {
  SERVICE_AUTO_START: 'auto',
  SERVICE_DEMAND_START: 'manual',
  SERVICE_DISABLED: 'disabled',
};
