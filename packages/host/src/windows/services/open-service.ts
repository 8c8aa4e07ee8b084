import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError } from '@resite/msrpc/status';
import {
  closeServiceHandle,
  type ManagerHandle,
  managerAccess,
  openService,
  openServiceManager,
  type ServiceHandle,
} from '@resite/msrpc/svcctl';
import { closing } from '../closing.ts';

const { SC_MANAGER_CONNECT, SC_MANAGER_ENUMERATE_SERVICE } = managerAccess;
const toRead = SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE;

/** With the database of services; `access` is bits of `managerAccess`, to read unless given. */
export async function inManager<Result>(
  svcctl: RpcBinding,
  action: (manager: ManagerHandle) => Promise<Result>,
  access: number = toRead,
): Promise<Result> {
  return closingService(svcctl, await openServiceManager(svcctl, access), action);
}

/** With the service, for which `access` is bits of `serviceAccess`; undefined when there is none. */
export async function inServiceOf<Result>(
  svcctl: RpcBinding,
  manager: ManagerHandle,
  { name, access }: { name: string; access: number },
  action: (service: ServiceHandle) => Promise<Result>,
): Promise<Result | undefined> {
  const service = await openIfAny(svcctl, manager, name, access);
  return service && closingService(svcctl, service, action);
}

export function inService<Result>(
  svcctl: RpcBinding,
  wanted: { name: string; access: number },
  action: (service: ServiceHandle) => Promise<Result>,
): Promise<Result | undefined> {
  return inManager(svcctl, manager => inServiceOf(svcctl, manager, wanted, action));
}

async function openIfAny(svcctl: RpcBinding, manager: ManagerHandle, name: string, access: number) {
  try {
    return await openService(svcctl, manager, name, access);
  } catch (error) {
    if (isWindowsError(error, 'ERROR_SERVICE_DOES_NOT_EXIST')) return undefined;
    throw error;
  }
}

/** With a handle that is open, which is closed afterwards. */
export function closingService<Handle extends ManagerHandle | ServiceHandle, Result>(
  svcctl: RpcBinding,
  handle: Handle,
  action: (handle: Handle) => Promise<Result>,
): Promise<Result> {
  return closing(handle, handle => closeServiceHandle(svcctl, handle), action);
}
